package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_VAAPI;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_copy_props;
import static org.bytedeco.ffmpeg.global.avutil.av_hwdevice_ctx_create;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_init;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_transfer_data;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;
import org.bytedeco.javacpp.Pointer;

/** Pictures in a device's memory, for an encoder that takes no others. Confined to the encoder's thread. */
final class HardwareFrames implements AutoCloseable {
    /** The encoder keeps some for reordering and reference; it says how many more it needs itself. */
    private static final int POOL = 20;

    private final Owned<AVBufferRef> device;
    private final Owned<AVBufferRef> frames;

    private HardwareFrames(Owned<AVBufferRef> device, Owned<AVBufferRef> frames) {
        this.device = device;
        this.frames = frames;
    }

    /** The device that the system offers first. @param deviceType FFmpeg's number */
    static HardwareFrames open(int deviceType, int width, int height) throws FfmpegException {
        AVBufferRef rawDevice = new AVBufferRef((Pointer) null);
        Calls.check(
                "av_hwdevice_ctx_create",
                av_hwdevice_ctx_create(
                        rawDevice, deviceType, (String) null, (org.bytedeco.ffmpeg.avutil.AVDictionary) null, 0));
        Owned<AVBufferRef> device = Owned.of("av_hwdevice_ctx_create", rawDevice, p -> av_buffer_unref(p));
        try {
            return new HardwareFrames(device, pool(device.get(), width, height));
        } catch (FfmpegException | RuntimeException failure) {
            device.close();
            throw failure;
        }
    }

    private static Owned<AVBufferRef> pool(AVBufferRef device, int width, int height) throws FfmpegException {
        Owned<AVBufferRef> frames =
                Owned.of("av_hwframe_ctx_alloc", av_hwframe_ctx_alloc(device), p -> av_buffer_unref(p));
        try {
            AVHWFramesContext context = new AVHWFramesContext(frames.get().data());
            context.format(AV_PIX_FMT_VAAPI);
            context.sw_format(AV_PIX_FMT_NV12);
            context.width(width);
            context.height(height);
            context.initial_pool_size(POOL);
            Calls.check("av_hwframe_ctx_init", av_hwframe_ctx_init(frames.get()));
            return frames;
        } catch (FfmpegException | RuntimeException failure) {
            frames.close();
            throw failure;
        }
    }

    /** Before the encoder is opened. */
    void attachTo(AVCodecContext encoder) throws FfmpegException {
        AVBufferRef reference = av_buffer_ref(frames.get());
        if (Calls.isNull(reference)) {
            throw new FfmpegException(FfmpegException.Reason.NATIVE, "The video engine is out of memory");
        }
        encoder.pix_fmt(AV_PIX_FMT_VAAPI);
        encoder.hw_frames_ctx(reference); // the encoder frees it
    }

    /** The same picture, with its time and type, in the device's memory. */
    Owned<AVFrame> upload(AVFrame picture) throws FfmpegException {
        Owned<AVFrame> moved = Owned.frame();
        try {
            Calls.check("av_hwframe_get_buffer", av_hwframe_get_buffer(frames.get(), moved.get(), 0));
            Calls.check("av_hwframe_transfer_data", av_hwframe_transfer_data(moved.get(), picture, 0));
            Calls.check("av_frame_copy_props", av_frame_copy_props(moved.get(), picture));
            return moved;
        } catch (FfmpegException | RuntimeException failure) {
            moved.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        frames.close();
        device.close();
    }
}
