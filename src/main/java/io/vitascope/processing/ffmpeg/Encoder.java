package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_CLOSED_GOP;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_remove_side_data;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Encodes frames of one shape. Confined to one thread; the codec's own threads are FFmpeg's business. */
final class Encoder implements AutoCloseable {
    static final int AUDIO_RATE = 48_000;

    /** Of 0 to 6. A preview is small enough without more effort. */
    private static final int LOOP_EFFORT = 2;

    /** Where it does not matter. */
    private static final FrameRate ANY_RATE = new FrameRate(25, 1);

    /** Takes one packet, lent for the call. */
    @FunctionalInterface
    interface PacketSink {
        void accept(AVPacket packet) throws FfmpegException;
    }

    private Owned<AVCodecContext> context;
    private final Owned<AVPacket> packet;
    private final Optional<HardwareFrames> memory;

    private Encoder(Owned<AVCodecContext> context, Owned<AVPacket> packet, Optional<HardwareFrames> memory) {
        this.context = context;
        this.packet = packet;
        this.memory = memory;
    }

    /** Fills in the context before the codec is opened. */
    @FunctionalInterface
    private interface Setup {
        void apply(AVCodecContext context, Options options) throws FfmpegException;
    }

    /**
     * A picture at a capped constant quality. The caller forces an IDR picture where a segment begins; scene cuts
     * inside get their own.
     *
     * @param with the rung's own encoder, or one that stands in for it
     * @param like a picture as it will come: size, format and colours are taken from it
     * @param gopFrames of the longest segment
     * @param reorders whether pictures may be told from later ones; no where they last unevenly long
     */
    static Encoder video(
            VideoEncoder with, AVFrame like, VideoRung rung, FrameRate frameRate, int gopFrames, boolean reorders)
            throws FfmpegException {
        if (with.deviceType() == AV_HWDEVICE_TYPE_NONE) {
            return video(with, like, rung, frameRate, gopFrames, reorders, Optional.empty());
        }
        HardwareFrames memory = HardwareFrames.open(with.deviceType(), like.width(), like.height());
        try {
            return video(with, like, rung, frameRate, gopFrames, reorders, Optional.of(memory));
        } catch (FfmpegException | RuntimeException failure) {
            memory.close();
            throw failure;
        }
    }

    private static Encoder video(
            VideoEncoder with,
            AVFrame like,
            VideoRung rung,
            FrameRate frameRate,
            int gopFrames,
            boolean reorders,
            Optional<HardwareFrames> memory)
            throws FfmpegException {
        return open(
                with.ffmpegName(),
                (encoder, options) -> {
                    picture(encoder, like, frameRate);
                    frameRate.everyNth(rung.frameStep()).writeTo(encoder.framerate());
                    encoder.gop_size(gopFrames);
                    encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP);
                    EncoderOptions.apply(with, encoder, options, rung);
                    if (!reorders) {
                        encoder.max_b_frames(0);
                    }
                    if (memory.isPresent()) {
                        memory.get().attachTo(encoder);
                    }
                },
                memory);
    }

    /** AAC-LC, 48 kHz, of one or two channels. */
    static Encoder aac(AudioRung rung) throws FfmpegException {
        return open("aac", (encoder, options) -> {
            encoder.sample_rate(AUDIO_RATE);
            encoder.sample_fmt(AV_SAMPLE_FMT_FLTP);
            av_channel_layout_default(encoder.ch_layout(), rung.channels());
            encoder.bit_rate(rung.bitRate());
            new TimeBase(1, AUDIO_RATE).writeTo(encoder.time_base());
            encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        });
    }

    /** One JPEG picture. @param quality 2 (best) to 31 */
    static Encoder jpeg(AVFrame like, int quality) throws FfmpegException {
        return open("mjpeg", (encoder, options) -> {
            picture(encoder, like, ANY_RATE);
            encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE);
            encoder.global_quality(quality * FF_QP2LAMBDA);
        });
    }

    /** The bytes of a JPEG file. @param quality 2 (best) to 31 */
    static byte[] jpegOf(AVFrame picture, int quality) throws FfmpegException {
        try (Encoder encoder = jpeg(picture, quality)) {
            return encoder.onlyPacket(picture);
        }
    }

    /** The bytes of a WebP file. @param quality 0 to 100 (best) */
    static byte[] webpOf(AVFrame picture, int quality) throws FfmpegException {
        try (Encoder encoder = open("libwebp", (context, options) -> {
            picture(context, picture, ANY_RATE);
            options.set("quality", quality);
        })) {
            return encoder.onlyPacket(picture);
        }
    }

    /** What a camera wrote beside the picture, such as where it was taken, is left out. */
    private byte[] onlyPacket(AVFrame picture) throws FfmpegException {
        while (picture.nb_side_data() > 0) {
            av_frame_remove_side_data(picture, picture.side_data(0).type());
        }
        byte[][] bytes = {{}};
        PacketSink copy = next -> {
            bytes[0] = new byte[next.size()];
            next.data().get(bytes[0]);
        };
        encode(picture, copy);
        encode(null, copy);
        return bytes[0];
    }

    /**
     * A WebP that shows its pictures one after the other, over and over; all of it comes out in the end, as one packet.
     *
     * @param quality 0 to 100 (best)
     */
    static Encoder loop(AVFrame like, FrameRate frameRate, int quality) throws FfmpegException {
        return open("libwebp_anim", (encoder, options) -> {
            picture(encoder, like, frameRate);
            encoder.compression_level(LOOP_EFFORT);
            options.set("quality", quality);
        });
    }

    private static void picture(AVCodecContext encoder, AVFrame like, FrameRate frameRate) {
        encoder.width(like.width());
        encoder.height(like.height());
        encoder.pix_fmt(like.format());
        encoder.color_range(like.color_range());
        encoder.color_primaries(like.color_primaries());
        encoder.color_trc(like.color_trc());
        encoder.colorspace(like.colorspace());
        encoder.chroma_sample_location(like.chroma_location());
        new TimeBase(1, 1).writeTo(encoder.sample_aspect_ratio());
        frameRate.frameTime().writeTo(encoder.time_base());
        frameRate.writeTo(encoder.framerate());
    }

    private static Encoder open(String name, Setup setup) throws FfmpegException {
        return open(name, setup, Optional.empty());
    }

    /** @param memory the encoder's from now on, unless this fails */
    private static Encoder open(String name, Setup setup, Optional<HardwareFrames> memory) throws FfmpegException {
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (Calls.isNull(codec)) {
            throw new FfmpegException(FfmpegException.Reason.UNSUPPORTED, "This build has no encoder " + name);
        }
        Owned<AVCodecContext> context =
                Owned.of("avcodec_alloc_context3", avcodec_alloc_context3(codec), p -> avcodec_free_context(p));
        try (Options options = new Options()) {
            setup.apply(context.get(), options);
            Calls.check("avcodec_open2 " + name, avcodec_open2(context.get(), codec, options.pointer()));
            options.requireAllUsed("avcodec_open2 " + name);
            return new Encoder(context, Owned.packet(), memory);
        } catch (FfmpegException | RuntimeException failure) {
            context.close();
            throw failure;
        }
    }

    /** For the muxer, which copies the parameters. */
    AVCodecContext context() {
        return context.get();
    }

    TimeBase timeBase() {
        return TimeBase.of(context.get().time_base());
    }

    /** Samples that one audio frame must have. */
    int frameSamples() {
        return context.get().frame_size();
    }

    /** Encodes one frame, or for null gives out what is left inside. */
    void encode(@Nullable AVFrame frame, PacketSink sink) throws FfmpegException {
        if (frame != null && memory.isPresent()) {
            try (Owned<AVFrame> moved = memory.get().upload(frame)) {
                send(moved.get(), sink);
            }
            return;
        }
        send(frame, sink);
    }

    /**
     * Gives out what is left inside, and goes on with what the other one holds, which has the same settings and had no
     * frame yet. The packets are one stream still.
     */
    void goOnWith(Encoder fresh, PacketSink sink) throws FfmpegException {
        encode(null, sink);
        Owned<AVCodecContext> drained = context;
        context = fresh.context;
        fresh.context = drained;
    }

    private void send(@Nullable AVFrame frame, PacketSink sink) throws FfmpegException {
        Calls.check("avcodec_send_frame", avcodec_send_frame(context.get(), frame));
        while (true) {
            int result = avcodec_receive_packet(context.get(), packet.get());
            if (Calls.isDrained(result)) {
                return;
            }
            Calls.check("avcodec_receive_packet", result);
            try {
                sink.accept(packet.get());
            } finally {
                av_packet_unref(packet.get());
            }
        }
    }

    @Override
    public void close() {
        packet.close();
        context.close();
        memory.ifPresent(HardwareFrames::close);
    }
}
