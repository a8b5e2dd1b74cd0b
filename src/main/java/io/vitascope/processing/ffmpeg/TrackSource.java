package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Gives the packets of one stream as a progressive file is to have them: in the order of decoding, with the times that
 * its segments have. Confined to one thread.
 */
abstract sealed class TrackSource implements AutoCloseable {
    /** A picture lasts so long if nothing tells it. */
    private static final long USUAL_US = 40_000;

    private final Input input;
    private final AVStream stream;
    private final SpokenLanguage language;
    private final TimeBase ticks;
    private final Packets packets;

    private TrackSource(Input input, AVStream stream, SpokenLanguage language) throws FfmpegException {
        this.input = input;
        this.language = language;
        this.stream = stream;
        ticks = TimeBase.of(stream.time_base());
        packets = input.packetsOf(index -> index == stream.index());
    }

    /** @param limits that a source was held to */
    static TrackSource open(Remuxer.Part part, MediaLimits limits) throws FfmpegException {
        Input input = Input.open(part.file(), limits);
        try {
            input.keepOnly(index -> index == part.streamIndex());
            AVStream stream = input.stream(part.streamIndex());
            if (part.segments()) {
                return new OfSegments(input, stream);
            }
            SourceClock clock = new SourceClock(input, part.timing());
            if (part.picture().isPresent()) {
                PictureClock times = PictureClock.of(
                        TimeBase.of(stream.time_base()), part.picture().get());
                return new OfCopiedPicture(input, stream, clock, times);
            }
            return new OfCopiedSound(input, stream, part.language().orElse(SpokenLanguage.UNKNOWN), clock);
        } catch (FfmpegException | RuntimeException failure) {
            input.close();
            throw failure;
        }
    }

    AVStream stream() {
        return stream;
    }

    SpokenLanguage language() {
        return language;
    }

    /** As the file has them. */
    Packets packets() {
        return packets;
    }

    /** Of the packets' times. */
    TimeBase ticks() {
        return ticks;
    }

    /** Moves the next packet into this one, which is empty; false at the end. */
    abstract boolean next(AVPacket packet) throws FfmpegException;

    /** Adds what the stream's header does not tell of its codec. The first packet has been given by then. */
    void describe(AVCodecParameters codec) throws FfmpegException {}

    @Override
    public void close() {
        packets.close();
        input.close();
    }

    private static long pictureTicks(AVStream stream, TimeBase ticks) {
        FrameRate rate = FrameRate.of(stream.avg_frame_rate());
        return rate.isKnown() ? rate.frameTime().rescale(1, ticks) : ticks.fromUs(USUAL_US);
    }

    /** What a {@link Transcoder} left. */
    private static final class OfSegments extends TrackSource {
        private final boolean isReordered;
        private final long reorderTicks;
        private long lateTicks;

        private OfSegments(Input input, AVStream stream) throws FfmpegException {
            super(input, stream, SpokenLanguage.of(stream));
            isReordered = stream.codecpar().width() > 0;
            reorderTicks = pictureTicks(stream, ticks())
                    * Math.max(2, stream.codecpar().video_delay());
        }

        @Override
        boolean next(AVPacket packet) {
            if (!packets().next()) {
                return false;
            }
            av_packet_move_ref(packet, packets().get());
            if (isReordered) {
                undoShift(packet);
            }
            return true;
        }

        /**
         * The segments' decoding clock begins with the first picture, and reordered pictures lie before it; FFmpeg's
         * reader makes up for that by moving all of them later. A keyframe is shown when it is decoded on that clock,
         * so it tells by how much.
         */
        private void undoShift(AVPacket packet) {
            if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
                lateTicks = packet.pts() - packet.dts();
            }
            packet.pts(packet.pts() - lateTicks);
            packet.dts(packet.dts() - reorderTicks);
        }
    }

    /** A picture of a source, in the groups in which it was copied. */
    private static final class OfCopiedPicture extends TrackSource {
        private final SourceClock clock;
        private final PictureClock times;
        private final PictureGroups groups;
        /** Those whose times are complete. */
        private final Deque<Owned<AVPacket>> ready = new ArrayDeque<>();

        private OfCopiedPicture(Input input, AVStream stream, SourceClock clock, PictureClock times)
                throws FfmpegException {
            this(
                    input,
                    stream,
                    clock,
                    times,
                    NalUnits.of(stream.codecpar()).orElseThrow(() -> Copier.unfit("its headers are missing")));
        }

        private OfCopiedPicture(Input input, AVStream stream, SourceClock clock, PictureClock times, NalUnits nal)
                throws FfmpegException {
            super(input, stream, SpokenLanguage.UNKNOWN);
            this.clock = clock;
            this.times = times;
            PictureGroups.Sink whole = (packets, start, end) -> {
                ready.addAll(packets);
                packets.clear();
            };
            groups = new PictureGroups(
                    nal, times.timeBase(), pictureTicks(stream, times.timeBase()), whole, ClosedCaptionSink.NONE);
        }

        @Override
        TimeBase ticks() {
            return times.timeBase();
        }

        @Override
        boolean next(AVPacket packet) throws FfmpegException {
            while (ready.isEmpty() && packets().next()) {
                clock.move(packets().get(), super.ticks());
                times.time(packets().get());
                groups.add(packets().get());
            }
            if (ready.isEmpty()) {
                groups.finish();
            }
            if (ready.isEmpty()) {
                return false;
            }
            try (Owned<AVPacket> next = ready.remove()) {
                av_packet_move_ref(packet, next.get());
            }
            return true;
        }

        @Override
        public void close() {
            ready.forEach(Owned::close);
            groups.close();
            super.close();
        }
    }

    /**
     * A sound of a source, as its copy has it, with silence where the source has none: players take what they find as
     * following.
     */
    private static final class OfCopiedSound extends TrackSource {
        private final SourceClock clock;
        private final SampleClock samples;
        /** The block behind a silence that is under way. */
        private Optional<Owned<AVPacket>> held = Optional.empty();

        private Optional<Adts> header = Optional.empty();
        private Optional<SilenceBetween> silence = Optional.empty();

        private OfCopiedSound(Input input, AVStream stream, SpokenLanguage language, SourceClock clock)
                throws FfmpegException {
            super(input, stream, language);
            this.clock = clock;
            this.samples = CopyTrack.clock(stream);
        }

        @Override
        TimeBase ticks() {
            return samples.timeBase();
        }

        @Override
        boolean next(AVPacket packet) throws FfmpegException {
            if (held.isEmpty() && !hold()) {
                return false;
            }
            Owned<AVPacket> block = held.orElseThrow();
            if (silence.isEmpty()) {
                silence =
                        Optional.of(new SilenceBetween(AacSilence.like(stream().codecpar(), header), block.get()));
            }
            SilenceBetween between = silence.get();
            Optional<Owned<AVPacket>> missing =
                    between.before(block.get().pts(), block.get().duration());
            if (missing.isEmpty()) {
                held = Optional.empty();
            }
            try (Owned<AVPacket> next = missing.orElse(block)) {
                between.note(next.get());
                av_packet_move_ref(packet, next.get());
            }
            return true;
        }

        /** The next block without what it tells of itself. */
        private boolean hold() throws FfmpegException {
            if (!packets().next()) {
                return false;
            }
            AVPacket packet = packets().get();
            clock.move(packet, super.ticks());
            samples.time(packet);
            if (stream().codecpar().extradata_size() == 0 && header.isEmpty()) {
                header = Adts.of(packet);
            }
            if (header.isPresent()) {
                header.get().strip(packet);
            }
            Owned<AVPacket> block = Owned.packet();
            av_packet_move_ref(block.get(), packet);
            held = Optional.of(block);
            return true;
        }

        @Override
        void describe(AVCodecParameters codec) throws FfmpegException {
            if (header.isPresent()) {
                header.get().describe(codec);
            }
        }

        @Override
        public void close() {
            held.ifPresent(Owned::close);
            super.close();
        }
    }
}
