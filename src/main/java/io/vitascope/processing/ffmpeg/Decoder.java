package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONKEY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one stream. A broken packet is counted and skipped: what decodes, decodes. Confined to one thread; the
 * codec's own threads are FFmpeg's business.
 */
final class Decoder implements AutoCloseable {
    /** Some decoders give the same error for ever. */
    private static final int MAX_DRAIN_ERRORS = 1_000;

    private final TimeBase time;
    private final int threads;
    private final MediaLimits limits;
    private final Owned<AVFrame> frame;
    private final Cropping cropping;
    private Owned<AVCodecContext> context;
    private Colours toldColours;
    private Fields toldFields;
    /** That a stream has turned to, and that nobody here knows. */
    private int unknownCodec = AV_CODEC_ID_NONE;

    private long errors;
    private long lateErrors;
    private long frames;
    private long packets;

    private Decoder(AVCodecParameters parameters, TimeBase time, int threads, MediaLimits limits)
            throws FfmpegException {
        this.time = time;
        this.threads = threads;
        this.limits = limits;
        context = open(parameters);
        toldColours = Colours.of(parameters);
        toldFields = Fields.of(parameters);
        frame = Owned.frame();
        cropping = Cropping.of(parameters);
    }

    /** For what an encoder gives; one thread, times in the encoder's own. */
    static Decoder ofEncoder(Encoder encoder, MediaLimits limits) throws FfmpegException {
        try (Owned<AVCodecParameters> parameters =
                Owned.of("avcodec_parameters_alloc", avcodec_parameters_alloc(), p -> avcodec_parameters_free(p))) {
            Calls.check(
                    "avcodec_parameters_from_context",
                    avcodec_parameters_from_context(parameters.get(), encoder.context()));
            return new Decoder(parameters.get(), encoder.timeBase(), 1, limits);
        }
    }

    /** @param threads of the codec; 0 for one per core, which costs memory and delay, 1 for the least of both */
    static Decoder open(AVStream stream, int threads, MediaLimits limits) throws FfmpegException {
        return new Decoder(stream.codecpar(), TimeBase.of(stream.time_base()), threads, limits);
    }

    private Owned<AVCodecContext> open(AVCodecParameters parameters) throws FfmpegException {
        AVCodec codec = avcodec_find_decoder(parameters.codec_id());
        if (Calls.isNull(codec)) {
            throw unsupported(parameters);
        }
        Owned<AVCodecContext> opened =
                Owned.of("avcodec_alloc_context3", avcodec_alloc_context3(codec), p -> avcodec_free_context(p));
        try (Options options = new Options()) {
            AVCodecContext decoder = opened.get();
            Calls.check("avcodec_parameters_to_context", avcodec_parameters_to_context(decoder, parameters));
            time.writeTo(decoder.pkt_timebase());
            decoder.thread_count(threads);
            options.set("max_pixels", limits.maxPixels()).set("codec_whitelist", Lockdown.CODECS);
            Calls.check("avcodec_open2", avcodec_open2(decoder, codec, options.pointer()));
            return opened;
        } catch (FfmpegException failure) {
            opened.close();
            throw failure.as(FfmpegException.Reason.UNSUPPORTED, unsupportedText(parameters));
        }
    }

    static FfmpegException unsupported(AVCodecParameters codec) {
        return new FfmpegException(FfmpegException.Reason.UNSUPPORTED, unsupportedText(codec));
    }

    private static String unsupportedText(AVCodecParameters codec) {
        return "Its codec, " + StreamReader.codecName(codec)
                + ", cannot be decoded here; export the file again, as H.264 with AAC.";
    }

    /**
     * A broadcast may go on with another codec; what is left inside comes out first. Packets of one that nobody knows
     * are damaged ones.
     */
    void follow(AVCodecParameters codec, FrameSink sink) throws FfmpegException {
        int id = codec.codec_id();
        if (id == context.get().codec_id() || id == unknownCodec) {
            return;
        }
        if (!StreamReader.isDecodable(codec)) {
            unknownCodec = id;
            return;
        }
        Owned<AVCodecContext> next = open(codec);
        try {
            decode(null, sink);
        } catch (FfmpegException | RuntimeException failure) {
            next.close();
            throw failure;
        }
        context.close();
        context = next;
        toldColours = Colours.of(codec);
        toldFields = Fields.of(codec);
    }

    /** Only keyframes from now on; the decoder skips the rest without work. */
    Decoder keyframesOnly() {
        context.get().skip_frame(AVDISCARD_NONKEY);
        return this;
    }

    /** Nobody looks at the pictures from now on, but at what comes with them. */
    Decoder unseen() {
        context.get().skip_loop_filter(AVDISCARD_ALL);
        context.get().skip_idct(AVDISCARD_ALL);
        return this;
    }

    /** A picture of which a part is missing is an error from now on, rather than a picture with a green part. */
    Decoder strict() {
        context.get().err_recognition(AV_EF_EXPLODE);
        return this;
    }

    /** Decodes one packet, or what is left inside for null. Each frame is lent to the sink for one call. */
    void decode(@Nullable AVPacket packet, FrameSink sink) throws FfmpegException {
        if (packet != null && packet.size() == 0 && packet.side_data_elems() == 0) {
            return; // the frame before is to stay, says its encoder; decoders would take it for the end
        }
        int drainErrors = 0;
        packets += packet == null || frames == 0 ? 0 : 1;
        int sent = avcodec_send_packet(context.get(), packet);
        if (sent < 0 && sent != AVERROR_EOF) {
            count(sent);
        }
        while (true) {
            int received = avcodec_receive_frame(context.get(), frame.get());
            if (Calls.isDrained(received)) {
                return;
            }
            if (received < 0) {
                count(received);
                if (packet == null && drainErrors++ < MAX_DRAIN_ERRORS) {
                    continue; // while draining, an error belongs to one frame of several
                }
                return;
            }
            frames++;
            try {
                toldColours.fillIn(frame.get());
                toldFields.applyTo(frame.get());
                cropping.applyTo(frame.get());
                sink.accept(frame.get());
            } finally {
                av_frame_unref(frame.get());
            }
        }
    }

    private void count(int error) throws FfmpegException {
        if (Calls.isOutOfMemory(error)) {
            Calls.check("avcodec_receive_frame", error);
        }
        errors++;
        lateErrors += frames > 0 ? 1 : 0;
    }

    /**
     * How much was decoded since the first frame: before that, a source that was cut out of another one has no start.
     */
    double share() {
        return packets == 0 ? 1 : Math.max(0, 1 - (double) lateErrors / packets);
    }

    /** Forgets what it has seen, after a seek. */
    void flush() {
        avcodec_flush_buffers(context.get());
    }

    long errors() {
        return errors;
    }

    long frames() {
        return frames;
    }

    @Override
    public void close() {
        frame.close();
        context.close();
    }
}
