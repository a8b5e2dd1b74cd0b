package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Pointer;

/**
 * Puts tracks of a {@link Transcoder}, or streams of a {@link Copyable} source, into one progressive MP4 with its index
 * in front; nothing is encoded.
 */
public final class Remuxer {
    private Remuxer() {}

    /**
     * One stream of a file, and which of its streams set the clock: the earliest of those is presented at 0.
     *
     * @param beside by which the picture of a source is encoded, if it is: on its frames the clock begins
     */
    public record Part(
            Path file, int streamIndex, Set<Integer> clockStreams, boolean segments, Optional<TranscodePlan> beside) {
        public Part {
            clockStreams = Set.copyOf(clockStreams);
        }

        /** {@code <track>.mp4} as the transcoder leaves it. */
        public static Part ofTrack(Path file) {
            return new Part(file, 0, Set.of(), true, Optional.empty());
        }

        public static Part ofSource(Path file, int streamIndex, Set<Integer> clockStreams) {
            return new Part(file, streamIndex, clockStreams, false, Optional.empty());
        }

        /** A sound beside a picture that is encoded by such a plan. */
        public static Part ofSource(Path file, int streamIndex, TranscodePlan plan) {
            return new Part(file, streamIndex, plan.clockStreams(), false, Optional.of(plan));
        }

        private SourceClock clock(Input input) {
            return beside.flatMap(TranscodePlan::picture)
                    .map(picture -> SourceClock.onGridOf(input, clockStreams, picture))
                    .orElseGet(() -> new SourceClock(input, clockStreams));
        }
    }

    /**
     * @param video,audio at least one
     * @param mp4 is written anew
     */
    public static void progressive(Optional<Part> video, Optional<Part> audio, Path mp4) throws FfmpegException {
        progressive(video, audio, mp4, MediaLimits.defaults());
    }

    /**
     * As above.
     *
     * @param limits that a source was held to
     */
    public static void progressive(Optional<Part> video, Optional<Part> audio, Path mp4, MediaLimits limits)
            throws FfmpegException {
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IllegalArgumentException("a file needs a track");
        }
        try (Track picture = Track.open(video, limits);
                Track sound = Track.open(audio, limits);
                Output output = Output.open(mp4)) {
            picture.joinTo(output);
            sound.joinTo(output);
            output.start();
            while (picture.isOpen() || sound.isOpen()) {
                (picture.timeUs() <= sound.timeUs() ? picture : sound).moveTo(output);
            }
            output.finish();
        }
    }

    /** A picture lasts so long if nothing tells it. */
    private static final long USUAL_US = 40_000;

    /** One track file with the packet that comes next. A track that is missing is at its end from the start. */
    private static final class Track implements AutoCloseable {
        private final Optional<Input> input;
        private final Optional<Part> part;
        private final Optional<SourceClock> clock;
        private final Owned<AVPacket> packet;
        /** Of a source: packets whose times are complete. */
        private final Deque<Owned<AVPacket>> ready = new ArrayDeque<>();

        private Optional<PictureGroups> groups = Optional.empty();
        private Optional<SampleClock> samples = Optional.empty();
        private Optional<Adts> header = Optional.empty();
        private Optional<SilenceBetween> silence = Optional.empty();
        private boolean open;
        private boolean isReordered;
        private int wanted;
        private int index;
        private TimeBase ticks = TimeBase.MICROSECONDS;
        private long reorderTicks;
        private long lateTicks;

        private Track(Optional<Input> input, Optional<Part> part, Owned<AVPacket> packet) {
            this.input = input;
            this.part = part;
            this.packet = packet;
            this.clock = part.isPresent() && !part.get().segments()
                    ? input.map(file -> part.get().clock(file))
                    : Optional.empty();
        }

        static Track open(Optional<Part> part, MediaLimits limits) throws FfmpegException {
            Owned<AVPacket> packet = Owned.packet();
            try {
                Optional<Input> input =
                        part.isPresent() ? Optional.of(Input.open(part.get().file(), limits)) : Optional.empty();
                return new Track(input, part, packet);
            } catch (FfmpegException | RuntimeException failure) {
                packet.close();
                throw failure;
            }
        }

        void joinTo(Output output) throws FfmpegException {
            if (input.isEmpty() || part.isEmpty()) {
                return;
            }
            wanted = part.get().streamIndex();
            input.get().keepOnly(candidate -> candidate == wanted);
            AVStream stream = input.get().stream(wanted);
            isReordered = part.get().segments() && stream.codecpar().width() > 0;
            ticks = input.get().timeBase(wanted);
            if (clock.isPresent()) {
                asCopied(stream);
            }
            if (isReordered) {
                reorderTicks =
                        pictureTicks(stream) * Math.max(2, stream.codecpar().video_delay());
            }
            readNext();
            index = output.addStream(stream, ticks);
            if (header.isPresent()) {
                header.get().describe(output.stream(index).codecpar());
            }
        }

        /** With the times that the copy has. */
        private void asCopied(AVStream stream) throws FfmpegException {
            if (stream.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO) {
                SampleClock exact = CopyTrack.clock(stream);
                samples = Optional.of(exact);
                ticks = exact.timeBase();
                return;
            }
            Nal nal = Nal.of(stream.codecpar()).orElseThrow(() -> Copier.unfit("its headers are missing"));
            groups = Optional.of(new PictureGroups(nal, ticks, pictureTicks(stream), (packets, start, end) -> {
                ready.addAll(packets);
                packets.clear();
            }));
        }

        private long pictureTicks(AVStream stream) {
            FrameRate rate = FrameRate.of(stream.avg_frame_rate());
            return rate.isKnown() ? rate.frameTime().rescale(1, ticks) : ticks.fromUs(USUAL_US);
        }

        private void readNext() throws FfmpegException {
            av_packet_unref(packet.get());
            if (groups.isPresent()) {
                open = nextOfGroup(groups.get());
                return;
            }
            if (samples.isPresent()) {
                open = nextOfSound(samples.get());
                return;
            }
            open = readOne();
            if (open && isReordered) {
                undoShift(packet.get());
            }
        }

        /** As the copy has it, with silence where the source has none: players take what they find as following. */
        private boolean nextOfSound(SampleClock exact) throws FfmpegException {
            if (ready.isEmpty() && readOne()) {
                exact.time(packet.get());
                bare();
                Owned<AVPacket> block = Owned.packet();
                av_packet_move_ref(block.get(), packet.get());
                ready.add(block);
            }
            if (ready.isEmpty()) {
                return false;
            }
            AVPacket block = ready.element().get();
            if (silence.isEmpty()) {
                AVCodecParameters codec = input.orElseThrow().stream(wanted).codecpar();
                silence = Optional.of(new SilenceBetween(AacSilence.like(codec, header), block));
            }
            SilenceBetween between = silence.get();
            Optional<Owned<AVPacket>> missing = between.before(block.pts(), block.duration());
            try (Owned<AVPacket> next = missing.isPresent() ? missing.get() : ready.remove()) {
                between.note(next.get());
                av_packet_move_ref(packet.get(), next.get());
            }
            return true;
        }

        private void bare() throws FfmpegException {
            boolean described = input.orElseThrow().stream(wanted).codecpar().extradata_size() > 0;
            if (!described && header.isEmpty()) {
                header = Adts.of(packet.get());
            }
            if (header.isPresent()) {
                header.get().strip(packet.get());
            }
        }

        private boolean nextOfGroup(PictureGroups source) throws FfmpegException {
            while (ready.isEmpty() && readOne()) {
                source.add(packet.get());
            }
            if (ready.isEmpty()) {
                source.finish();
            }
            if (ready.isEmpty()) {
                return false;
            }
            try (Owned<AVPacket> next = ready.remove()) {
                av_packet_move_ref(packet.get(), next.get());
            }
            return true;
        }

        private boolean readOne() {
            if (input.isEmpty() || !input.get().readOf(stream -> stream == wanted, packet.get())) {
                return false;
            }
            clock.ifPresent(shared -> shared.move(packet.get(), input.get().timeBase(wanted)));
            return true;
        }

        /**
         * The segments' decoding clock begins with the first picture, and reordered pictures lie before it; FFmpeg's
         * reader makes up for that by moving all of them later. A keyframe is shown when it is decoded on that clock,
         * so it tells by how much.
         */
        private void undoShift(AVPacket next) {
            if ((next.flags() & AV_PKT_FLAG_KEY) != 0) {
                lateTicks = next.pts() - next.dts();
            }
            next.pts(next.pts() - lateTicks);
            next.dts(next.dts() - reorderTicks);
        }

        boolean isOpen() {
            return open;
        }

        long timeUs() {
            return open ? ticks.toUs(packet.get().dts()) : Long.MAX_VALUE;
        }

        void moveTo(Output output) throws FfmpegException {
            output.write(packet.get(), index, ticks);
            readNext();
        }

        @Override
        public void close() {
            ready.forEach(Owned::close);
            groups.ifPresent(PictureGroups::close);
            packet.close();
            input.ifPresent(Input::close);
        }
    }

    private static final class Output implements AutoCloseable {
        private final Owned<AVFormatContext> context;

        private Output(Owned<AVFormatContext> context) {
            this.context = context;
        }

        static Output open(Path mp4) throws FfmpegException {
            AVFormatContext raw = new AVFormatContext((Pointer) null);
            String name = "file:" + mp4.toAbsolutePath();
            Calls.check("avformat_alloc_output_context2", avformat_alloc_output_context2(raw, null, "mp4", name));
            Output output = new Output(Owned.of("avformat_alloc_output_context2", raw, Output::free));
            try {
                AVIOContext file = new AVIOContext((Pointer) null);
                Calls.check("avio_open", avio_open(file, name, AVIO_FLAG_WRITE));
                raw.pb(file);
                return output;
            } catch (FfmpegException failure) {
                output.close();
                throw failure.as(FfmpegException.Reason.IO, "The progressive file cannot be written");
            }
        }

        int addStream(AVStream like, TimeBase ticks) throws FfmpegException {
            AVStream stream = avformat_new_stream(context.get(), null);
            Calls.check("avcodec_parameters_copy", avcodec_parameters_copy(stream.codecpar(), like.codecpar()));
            stream.codecpar().codec_tag(0);
            ticks.writeTo(stream.time_base());
            return stream.index();
        }

        AVStream stream(int index) {
            return context.get().streams(index);
        }

        void start() throws FfmpegException {
            try (Options options = new Options()) {
                options.set("movflags", "+faststart");
                context.get().flags(context.get().flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
                Calls.check("avformat_write_header", avformat_write_header(context.get(), options.pointer()));
                options.requireAllUsed("avformat_write_header");
            }
        }

        /** The packet is empty afterwards. */
        void write(AVPacket packet, int index, TimeBase from) throws FfmpegException {
            TimeBase to = TimeBase.of(context.get().streams(index).time_base());
            packet.stream_index(index);
            packet.pts(from.rescale(packet.pts(), to));
            packet.dts(from.rescale(packet.dts(), to));
            packet.duration(from.rescale(packet.duration(), to));
            packet.pos(-1);
            Calls.check("av_interleaved_write_frame", av_interleaved_write_frame(context.get(), packet));
        }

        void finish() throws FfmpegException {
            Calls.check("av_write_trailer", av_write_trailer(context.get()));
        }

        private static void free(AVFormatContext format) {
            AVIOContext file = format.pb();
            if (file != null && !file.isNull()) {
                avio_closep(file);
                format.pb(null);
            }
            avformat_free_context(format);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
