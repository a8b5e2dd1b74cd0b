package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_FRAME_CROPPING;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_CROP_UNALIGNED;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_apply_cropping;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What a container says is to be left out of every picture: the clean aperture of QuickTime and MP4, {@code PixelCrop}
 * of Matroska. In pixels as stored, before they are turned or made square.
 */
record Cropping(long top, long bottom, long left, long right) {
    static final Cropping NONE = new Cropping(0, 0, 0, 0);

    private static final int BYTES = 4 * Integer.BYTES;
    /** No encoder takes less. */
    private static final int LEAST_SIDE = 16;

    /** One that leaves next to nothing is taken for a mistake. */
    static Cropping of(AVCodecParameters codec) {
        if (codec.nb_coded_side_data() == 0) {
            return NONE;
        }
        AVPacketSideData data = av_packet_side_data_get(
                codec.coded_side_data(), codec.nb_coded_side_data(), AV_PKT_DATA_FRAME_CROPPING);
        if (Calls.isNull(data) || data.size() < BYTES) {
            return NONE;
        }
        ByteBuffer sides = data.data().capacity(BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        Cropping told = new Cropping(
                Integer.toUnsignedLong(sides.getInt(0)),
                Integer.toUnsignedLong(sides.getInt(4)),
                Integer.toUnsignedLong(sides.getInt(8)),
                Integer.toUnsignedLong(sides.getInt(12)));
        return told.leaves(codec.width(), codec.height()) ? told : NONE;
    }

    private boolean leaves(int width, int height) {
        return width - left - right >= LEAST_SIDE && height - top - bottom >= LEAST_SIDE;
    }

    boolean isNone() {
        return equals(NONE);
    }

    int width(int stored) {
        return (int) (stored - left - right);
    }

    int height(int stored) {
        return (int) (stored - top - bottom);
    }

    /** A picture that has become too small on the way stays whole. */
    void applyTo(AVFrame frame) throws FfmpegException {
        if (isNone() || !leaves(frame.width(), frame.height())) {
            return;
        }
        frame.crop_top(top);
        frame.crop_bottom(bottom);
        frame.crop_left(left);
        frame.crop_right(right);
        Calls.check("av_frame_apply_cropping", av_frame_apply_cropping(frame, AV_FRAME_CROP_UNALIGNED));
    }
}
