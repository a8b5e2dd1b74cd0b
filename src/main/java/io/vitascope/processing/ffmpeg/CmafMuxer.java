package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Writes the packets of one encoder, or of one stream of a source, as CMAF (ISO/IEC 23000-19) into memory: one init
 * segment, then one segment per cut.
 *
 * <p>Video has no edit list and may have negative composition offsets, so that its first picture is shown at 0. Audio
 * has an edit list that hides the encoder's priming samples; its init segment is known only at the first cut.
 *
 * <p>Confined to one thread.
 */
final class CmafMuxer implements AutoCloseable {
    private static final String FLAGS = "+frag_custom+empty_moov+default_base_moof+cmaf+dash+skip_sidx+skip_trailer";
    private static final int VIDEO_TICKS = 90_000;
    private static final int MOST_TICKS = 10_000_000;

    /** Takes the bytes of one segment, lent for the call. */
    @FunctionalInterface
    interface BytesSink {
        void accept(ByteBuffer bytes) throws FfmpegException;
    }

    /** Describes the codec of the one stream. */
    @FunctionalInterface
    private interface Codec {
        void writeTo(AVCodecParameters parameters) throws FfmpegException;
    }

    /** Without the flag the first packet would be moved to 0, away from the picture that it belongs to. */
    private static final String KEEP_START = "+frag_discont";

    /** A picture has a rate, a sound a language. */
    private record Kind(
            String flags, boolean editList, Optional<FrameRate> frameRate, Optional<SpokenLanguage> language) {
        static Kind picture(FrameRate frameRate) {
            return new Kind("+negative_cts_offsets" + KEEP_START, false, Optional.of(frameRate), Optional.empty());
        }

        static Kind sound(SpokenLanguage language, boolean late) {
            return new Kind("+delay_moov" + (late ? KEEP_START : ""), true, Optional.empty(), Optional.of(language));
        }
    }

    private final Owned<AVFormatContext> context;
    private final TimeBase packetTime;
    private final TimeBase streamTime;
    private final boolean headerIsLate;
    private boolean headerWritten;

    private CmafMuxer(Owned<AVFormatContext> context, TimeBase packetTime, TimeBase streamTime, boolean headerIsLate) {
        this.context = context;
        this.packetTime = packetTime;
        this.streamTime = streamTime;
        this.headerIsLate = headerIsLate;
    }

    static CmafMuxer video(Encoder encoder) throws FfmpegException {
        TimeBase frame = encoder.timeBase();
        FrameRate rate = FrameRate.of(encoder.context().framerate());
        return video(parameters -> fromEncoder(parameters, encoder), frame, videoTicksPerSecond(frame), rate);
    }

    static CmafMuxer audio(Encoder encoder, SpokenLanguage language) throws FfmpegException {
        TimeBase sample = encoder.timeBase();
        Kind kind = Kind.sound(language, false);
        return open(parameters -> fromEncoder(parameters, encoder), sample, sample.den(), kind);
    }

    /**
     * @param time of the packets' times
     * @param frameRate for players; the packets keep their own times
     */
    static CmafMuxer videoCopy(AVStream source, TimeBase time, FrameRate frameRate) throws FfmpegException {
        boolean exact = time.num() == 1 && VIDEO_TICKS % time.den() != 0 && time.den() < MOST_TICKS;
        int ticksPerSecond = exact ? time.den() : VIDEO_TICKS;
        return video(parameters -> fromStream(parameters, source), time, ticksPerSecond, frameRate);
    }

    /**
     * @param sampleTime of the packets' times
     * @param first packet, as the source has it but for its time
     */
    static CmafMuxer audioCopy(AVStream source, SpokenLanguage language, TimeBase sampleTime, AVPacket first)
            throws FfmpegException {
        Codec codec = parameters -> {
            fromStream(parameters, source);
            if (parameters.extradata_size() == 0) {
                Adts.of(first)
                        .orElseThrow(() -> Copier.unfit("its sound is not described"))
                        .describe(parameters);
            }
        };
        Kind kind = Kind.sound(language, first.pts() > 0);
        return open(codec, sampleTime, sampleTime.den(), kind);
    }

    private static void fromEncoder(AVCodecParameters parameters, Encoder encoder) throws FfmpegException {
        Calls.check("avcodec_parameters_from_context", avcodec_parameters_from_context(parameters, encoder.context()));
    }

    private static void fromStream(AVCodecParameters parameters, AVStream source) throws FfmpegException {
        Calls.check("avcodec_parameters_copy", avcodec_parameters_copy(parameters, source.codecpar()));
        parameters.codec_tag(0);
    }

    private static CmafMuxer video(Codec codec, TimeBase packetTime, int ticksPerSecond, FrameRate frameRate)
            throws FfmpegException {
        return open(codec, packetTime, ticksPerSecond, Kind.picture(frameRate));
    }

    /** 90 kHz where a frame is a whole number of its ticks, else the smallest clock from 10 kHz up where it is. */
    static int videoTicksPerSecond(TimeBase frameTime) {
        if ((long) VIDEO_TICKS * frameTime.num() % frameTime.den() == 0) {
            return VIDEO_TICKS;
        }
        int clock = frameTime.den();
        while (clock < 10_000) {
            clock *= 2;
        }
        return clock;
    }

    private static CmafMuxer open(Codec codec, TimeBase packetTime, int ticksPerSecond, Kind kind)
            throws FfmpegException {
        AVFormatContext raw = new AVFormatContext((Pointer) null);
        Calls.check("avformat_alloc_output_context2", avformat_alloc_output_context2(raw, null, "mp4", (String) null));
        Owned<AVFormatContext> context = Owned.of("avformat_alloc_output_context2", raw, CmafMuxer::free);
        try (Options options = new Options()) {
            AVStream stream = avformat_new_stream(raw, null);
            codec.writeTo(stream.codecpar());
            new TimeBase(1, ticksPerSecond).writeTo(stream.time_base());
            openBuffer(raw);
            options.set("movflags", FLAGS + kind.flags()).set("use_editlist", kind.editList() ? 1 : 0);
            options.set("video_track_timescale", ticksPerSecond);
            raw.flags(raw.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
            raw.max_interleave_delta(0);
            if (kind.frameRate().isPresent()) {
                raw.avoid_negative_ts(0);
                kind.frameRate().get().writeTo(stream.avg_frame_rate());
            }
            if (kind.language().isPresent()) {
                kind.language().get().writeTo(stream);
            }
            Calls.check("avformat_write_header", avformat_write_header(raw, options.pointer()));
            options.requireAllUsed("avformat_write_header");
            return new CmafMuxer(context, packetTime, TimeBase.of(stream.time_base()), kind.editList());
        } catch (FfmpegException | RuntimeException failure) {
            context.close();
            throw failure;
        }
    }

    /** Ticks per second of the segments' clock. */
    int timescale() {
        return streamTime.den();
    }

    /** Adds a packet to the segment that is open; its times change to the segments' clock. */
    void write(AVPacket packet) throws FfmpegException {
        packet.pts(packetTime.rescale(packet.pts(), streamTime));
        packet.dts(packetTime.rescale(packet.dts(), streamTime));
        packet.duration(packetTime.rescale(packet.duration(), streamTime));
        packet.stream_index(0);
        Calls.check("av_write_frame", av_write_frame(context.get(), packet));
    }

    /** Gives out the init segment, once: for video at any time, for audio when the first segment is full. */
    void init(BytesSink sink) throws FfmpegException {
        if (headerWritten) {
            throw new IllegalStateException("init segment was given out before");
        }
        headerWritten = true;
        if (headerIsLate) {
            Calls.check("av_write_frame flush", av_write_frame(context.get(), (AVPacket) null));
        }
        takeBuffer(sink);
    }

    /** Closes the open segment and gives out its bytes; nothing if it holds no packet. */
    void cut(BytesSink sink) throws FfmpegException {
        Calls.check("av_write_frame flush", av_write_frame(context.get(), (AVPacket) null));
        takeBuffer(sink);
    }

    private void takeBuffer(BytesSink sink) throws FfmpegException {
        AVFormatContext format = context.get();
        BytePointer bytes = new BytePointer((Pointer) null);
        int size = avio_close_dyn_buf(format.pb(), bytes);
        format.pb(null);
        try {
            if (size > 0) {
                sink.accept(bytes.capacity(size).asByteBuffer());
            }
        } finally {
            av_free(bytes);
        }
        openBuffer(format);
    }

    private static void openBuffer(AVFormatContext format) throws FfmpegException {
        AVIOContext buffer = new AVIOContext((Pointer) null);
        Calls.check("avio_open_dyn_buf", avio_open_dyn_buf(buffer));
        format.pb(buffer);
    }

    private static void free(AVFormatContext format) {
        AVIOContext buffer = format.pb();
        if (!Calls.isNull(buffer)) {
            BytePointer bytes = new BytePointer((Pointer) null);
            avio_close_dyn_buf(buffer, bytes);
            av_free(bytes);
            format.pb(null);
        }
        avformat_free_context(format);
    }

    @Override
    public void close() {
        context.close();
    }
}
