package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** Finds single pictures of a video by time. Confined to one thread. */
final class StillReader implements AutoCloseable {
    /** A picture further than this from its keyframe is not worth the wait. */
    private static final int MAX_PACKETS = 5_000;

    /** How much earlier to look, step by step, where nothing tells where a keyframe is; at last from the start. */
    private static final long[] RETRIES_US = {0, 1_000_000, 10_000_000, Long.MAX_VALUE};

    private static final long LATE_US = 20_000;
    /** What a broadcast's headers tell of its length is near to it, unless its clock jumps on the way. */
    private static final long CLOCK_OFF_US = 1_000_000;
    /** A packet may be decoded that much before packets whose pictures are shown before its own. */
    private static final long REORDERED_US = 1_000_000;

    /** Which pictures can be had. */
    enum Accuracy {
        /** That of a time. */
        EXACT,
        /** The keyframe near it, which costs least. */
        KEYFRAME
    }

    private final Path source;
    private final MediaLimits limits;
    private final MediaInfo info;
    private final MediaInfo.VideoStream stream;
    private final Decoder decoder;
    private final Accuracy accuracy;
    private final TimeBase ticks;
    private final long originUs;
    private Input input;
    private Orientation orientation;
    private @Nullable Owned<AVFrame> found;
    /** Of what was found last. */
    private long foundTicks = AV_NOPTS_VALUE;

    private boolean coverTaken;

    private StillReader(
            Path source,
            MediaLimits limits,
            Input input,
            MediaInfo info,
            MediaInfo.VideoStream stream,
            Decoder decoder,
            Accuracy accuracy) {
        this.source = source;
        this.limits = limits;
        this.input = input;
        this.info = info;
        this.stream = stream;
        this.decoder = decoder;
        this.accuracy = accuracy;
        orientation = Orientation.of(stream);
        ticks = input.timeBase(stream.index());
        Set<Integer> presented = new TreeSet<>(Set.of(stream.index()));
        info.sounds().forEach(sound -> presented.add(sound.index()));
        originUs = SourceClock.earliestUs(input, presented);
        input.keepOnly(index -> index == stream.index());
    }

    /** Errors: NO_STREAMS if there is neither a video nor a cover, else as {@link Probe}. */
    static StillReader open(Path source, MediaLimits limits, Accuracy accuracy) throws FfmpegException {
        Input input = Input.open(source, limits);
        try {
            MediaInfo info = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            Probe.requireWithin(info, limits);
            MediaInfo.VideoStream stream = info.mainVideo()
                    .or(() -> info.video().stream().findFirst())
                    .orElseThrow(() ->
                            new FfmpegException(FfmpegException.Reason.NO_STREAMS, "The file contains no picture"));
            Decoder decoder = Decoder.open(input.stream(stream.index()), 1, limits);
            if (accuracy == Accuracy.KEYFRAME) {
                decoder.keyframesOnly();
            }
            return new StillReader(source, limits, input, info, stream, decoder, accuracy);
        } catch (FfmpegException | RuntimeException failure) {
            input.close();
            throw failure;
        }
    }

    MediaInfo.VideoStream stream() {
        return stream;
    }

    /** Of the pictures found last: some streams tell it beside their pictures, and only with keyframes. */
    Orientation orientation() {
        return orientation;
    }

    /** 0 if unknown. */
    long durationUs() {
        return Math.max(0, info.durationUs());
    }

    /**
     * The picture shown at a time, or with keyframes only a keyframe near it. The caller owns it.
     *
     * <p>Transport and program streams have no index: a seek may end after the keyframe that is needed.
     */
    Optional<Owned<AVFrame>> at(long timeUs) throws FfmpegException {
        return find(timeUs, /* again= */ true);
    }

    /**
     * As {@link #at}, but empty, and nothing is decoded, where that is the keyframe or the cover that was found last.
     */
    Optional<Owned<AVFrame>> another(long timeUs) throws FfmpegException {
        return find(timeUs, /* again= */ false);
    }

    /**
     * As {@link #at}, of a file that was seen to be that long: where the clock of a broadcast jumps no seek finds a
     * time, so all is read, but only what leads to the picture is decoded.
     */
    Optional<Owned<AVFrame>> at(long timeUs, long wholeUs) throws FfmpegException {
        boolean jumps =
                input.container().clockMayJump() && wholeUs > 0 && Math.abs(wholeUs - durationUs()) > CLOCK_OFF_US;
        return jumps ? walkTo(timeUs) : at(timeUs);
    }

    private Optional<Owned<AVFrame>> walkTo(long timeUs) throws FfmpegException {
        seekTo(0);
        SourceClock clock = new SourceClock(/* clockMayJump= */ true, /* hasEdits= */ false, originUs);
        Seeker seeker = new Seeker(timeUs);
        List<Owned<AVPacket>> group = new ArrayList<>();
        try (Packets packets = input.packetsOf(index -> index == stream.index())) {
            int codec = AV_CODEC_ID_NONE;
            while (packets.next()) {
                AVPacket packet = packets.get();
                clock.move(packet, ticks);
                long us = ticks.toUs(packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts());
                boolean other = input.codec().codec_id() != codec;
                if (us > timeUs + REORDERED_US || (other && us > timeUs && !group.isEmpty())) {
                    break;
                }
                if (other || ((packet.flags() & AV_PKT_FLAG_KEY) != 0 && ticks.toUs(packet.pts()) <= timeUs)) {
                    group.forEach(Owned::close);
                    group.clear();
                    codec = input.codec().codec_id();
                    decoder.follow(input.codec(), frame -> {});
                }
                Owned<AVPacket> kept = Owned.packet();
                group.add(kept);
                av_packet_move_ref(kept.get(), packet);
            }
            for (int i = 0; i < group.size() && !seeker.reached; i++) {
                decoder.decode(group.get(i).get(), seeker);
            }
            if (!seeker.reached) {
                decoder.decode(null, seeker);
            }
            decoder.flush();
        } finally {
            group.forEach(Owned::close);
        }
        return take();
    }

    private Optional<Owned<AVFrame>> take() {
        Optional<Owned<AVFrame>> result = Optional.ofNullable(found);
        found = null;
        return result;
    }

    /** Keeps the picture of a time, or the first one after it. */
    private final class Seeker implements FrameSink {
        private final long targetUs;
        private boolean fresh;
        private boolean reached;
        private long lateUs;

        Seeker(long targetUs) {
            this.targetUs = targetUs;
        }

        @Override
        public void accept(AVFrame frame) throws FfmpegException {
            orientation = Orientation.of(frame).orElse(orientation);
            long ts = frame.best_effort_timestamp();
            long aheadUs = ts == AV_NOPTS_VALUE ? 0 : ticks.toUs(ts) - targetUs;
            if (!reached && !(aheadUs > 0 && fresh)) {
                replace(frame);
                foundTicks = ts;
                fresh = true;
                lateUs = Math.max(0, aheadUs);
            }
            reached |= accuracy == Accuracy.KEYFRAME || aheadUs > 0;
        }
    }

    private Optional<Owned<AVFrame>> find(long timeUs, boolean again) throws FfmpegException {
        AVPacket cover = input.stream(stream.index()).attached_pic();
        if (cover.size() > 0) {
            return coverTaken && !again ? Optional.empty() : once(cover);
        }
        for (long earlierUs : RETRIES_US) {
            boolean fromStart = earlierUs >= timeUs;
            seekTo(fromStart ? 0 : timeUs - earlierUs);
            OptionalLong lateUs = read(originUs + timeUs, again);
            if (lateUs.isEmpty()
                    || fromStart
                    || (found != null && (accuracy == Accuracy.KEYFRAME || lateUs.getAsLong() <= LATE_US))) {
                break;
            }
        }
        return take();
    }

    /** The one picture of a stream that has no more, and that is given out when the file is opened, if at all. */
    private Optional<Owned<AVFrame>> once(AVPacket packet) throws FfmpegException {
        coverTaken = true;
        decoder.decode(packet, this::replace);
        decoder.decode(null, this::replace);
        decoder.flush();
        return take();
    }

    /**
     * Lends the keyframe before a time, with its own time in µs as pts, unless that is not after {@code knownUs}; then
     * nothing was decoded.
     *
     * @return its time; {@code knownUs} if there is none
     */
    long keyframe(long timeUs, long knownUs, FrameSink sink) throws FfmpegException {
        seekTo(timeUs);
        long[] foundUs = {knownUs};
        FrameSink timed = frame -> {
            frame.pts(foundUs[0]);
            sink.accept(frame);
        };
        try (Packets packets = input.packets()) {
            boolean done = false;
            for (int i = 0; i < MAX_PACKETS && !done && packets.next(); i++) {
                AVPacket packet = packets.get();
                if (packet.stream_index() == stream.index() && (packet.flags() & AV_PKT_FLAG_KEY) != 0) {
                    long shown = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
                    long us = shown == AV_NOPTS_VALUE ? timeUs : ticks.toUs(shown) - originUs;
                    done = true;
                    if (us > knownUs) {
                        foundUs[0] = us;
                        decoder.decode(packet, timed);
                        decoder.decode(null, timed);
                    }
                }
            }
        }
        decoder.flush();
        return foundUs[0];
    }

    /** A file that cannot be rewound, such as Matroska with times before 0, is opened anew. */
    private void seekTo(long timeUs) throws FfmpegException {
        if (timeUs != 0) {
            if (input.seek(stream.index(), originUs + timeUs)) {
                decoder.flush();
            }
            return;
        }
        if (input.hasMoved()) {
            if (!input.rewind()) {
                reopen();
            }
            decoder.flush();
        }
    }

    private void reopen() throws FfmpegException {
        Input again = Input.open(source, limits);
        input.close();
        input = again;
        input.keepOnly(index -> index == stream.index());
    }

    /** Lends the pictures from the keyframe before a time on, for as long as told, with their times in µs as pts. */
    void from(long timeUs, long lengthUs, FrameSink sink) throws FfmpegException {
        seekTo(timeUs);
        long[] firstUs = {Long.MIN_VALUE};
        boolean[] reached = {false};
        FrameSink within = frame -> {
            long us = ticks.toUs(frame.best_effort_timestamp()) - originUs;
            firstUs[0] = firstUs[0] == Long.MIN_VALUE ? us : firstUs[0];
            reached[0] |= us >= firstUs[0] + lengthUs;
            if (!reached[0] && frame.best_effort_timestamp() != AV_NOPTS_VALUE) {
                frame.pts(us);
                sink.accept(frame);
            }
        };
        try (Packets packets = input.packets()) {
            for (int i = 0; i < MAX_PACKETS && !reached[0] && packets.next(); i++) {
                if (packets.get().stream_index() == stream.index()) {
                    decoder.decode(packets.get(), within);
                }
            }
            if (!reached[0]) {
                decoder.decode(null, within);
            }
            decoder.flush();
        }
    }

    /**
     * Decodes until the picture of that time is found, and tells how much later than asked it begins; empty where it is
     * the keyframe that was found last, unless that is wanted {@code again}.
     */
    private OptionalLong read(long targetUs, boolean again) throws FfmpegException {
        Seeker seeker = new Seeker(targetUs);
        try (Packets packets = input.packets()) {
            for (int i = 0; i < MAX_PACKETS && !seeker.reached && packets.next(); i++) {
                AVPacket packet = packets.get();
                if (packet.stream_index() == stream.index()) {
                    if (!again && accuracy == Accuracy.KEYFRAME && isKeyframeFoundLast(packet)) {
                        return OptionalLong.empty();
                    }
                    decoder.decode(packet, seeker);
                }
            }
            if (!seeker.reached) {
                decoder.decode(null, seeker);
                decoder.flush();
            }
        }
        return OptionalLong.of(seeker.lateUs);
    }

    private boolean isKeyframeFoundLast(AVPacket packet) {
        return (packet.flags() & AV_PKT_FLAG_KEY) != 0 && packet.pts() != AV_NOPTS_VALUE && packet.pts() == foundTicks;
    }

    private void replace(AVFrame frame) throws FfmpegException {
        Owned<AVFrame> next = Owned.cloneOf(frame);
        if (found != null) {
            found.close();
        }
        found = next;
    }

    @Override
    public void close() {
        if (found != null) {
            found.close();
        }
        decoder.close();
        input.close();
    }
}
