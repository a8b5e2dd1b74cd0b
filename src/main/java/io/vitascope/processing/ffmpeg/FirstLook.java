package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reads the first packets of a file, decodes until one frame has come out, and notes what headers do not tell or tell
 * wrong. Used once, on one thread.
 */
final class FirstLook {
    /** Packets of the picture whose times are enough to know its rate. */
    private static final int RATE_PACKETS = 300;
    /** A file that decodes nothing by then never will. */
    private static final int MAX_PROOF_PACKETS = 5_000;

    private final Input input;
    private final int videoIndex;
    private final int provenIndex;
    private final boolean wholeFile;
    private final Duration patience;
    private final long[] timesUs = new long[RATE_PACKETS];
    private int timed;
    private boolean interlaced;
    private boolean ended;
    private Optional<Orientation> orientation = Optional.empty();
    private Optional<Colours> colours = Optional.empty();
    /** Of each stream, the latest time of its packets, and where that one ends. */
    private final Map<Integer, Long> shownTicks = new HashMap<>();

    private final Map<Integer, Long> endsUs = new HashMap<>();

    /**
     * @param videoIndex the main picture, -1 if there is none
     * @param provenIndex the stream of which a frame must be decoded
     * @param wholeFile whether to read to the end, to learn where that is
     * @param patience after which no more is read for that
     */
    FirstLook(Input input, int videoIndex, int provenIndex, boolean wholeFile, Duration patience) {
        this.input = input;
        this.videoIndex = videoIndex;
        this.provenIndex = provenIndex;
        this.wholeFile = wholeFile;
        this.patience = patience;
    }

    /** Errors: DAMAGED if nothing decodes, TOO_LARGE if there are more pictures a second than is allowed. */
    StreamReader.Seen take(MediaLimits limits) throws FfmpegException {
        SourceClock clock = new SourceClock(input, Timing.of(provenIndex));
        try (Decoder decoder = Decoder.open(input.stream(provenIndex), 1, limits);
                Packets packets = input.packets()) {
            int proofPackets = 0;
            long begunNanos = System.nanoTime();
            while (isCurious(decoder, proofPackets, System.nanoTime() - begunNanos)) {
                if (!packets.next()) {
                    ended = true;
                    break;
                }
                AVPacket packet = packets.get();
                clock.move(packet, input.timeBase(packet.stream_index()));
                if (packet.stream_index() == provenIndex && decoder.frames() == 0) {
                    proofPackets++;
                    decoder.decode(packet, this::note);
                }
                noteTimes(packet);
            }
            if (decoder.frames() == 0) {
                decoder.decode(null, this::note);
            }
            if (decoder.frames() == 0) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED,
                        (videoIndex >= 0 ? "Not one frame of its picture" : "No moment of its sound")
                                + " can be decoded; export the file again.");
            }
        }
        requireSaneRate(limits);
        return new StreamReader.Seen(
                videoIndex,
                Arrays.copyOf(timesUs, timed),
                ended,
                interlaced,
                orientation,
                colours,
                wholeFile ? endUs() : MediaInfo.UNKNOWN);
    }

    private boolean isCurious(Decoder decoder, int proofPackets, long sinceNanos) {
        boolean proven = decoder.frames() > 0;
        boolean timesKnown = videoIndex < 0 || timed == RATE_PACKETS;
        boolean seeksEnd = wholeFile && sinceNanos < patience.toNanos();
        return proven ? seeksEnd || !timesKnown : proofPackets <= MAX_PROOF_PACKETS;
    }

    private void note(AVFrame frame) {
        interlaced |= (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        if (orientation.isEmpty() && videoIndex >= 0) {
            orientation = Orientation.of(frame);
            colours = Optional.of(Colours.of(frame));
        }
    }

    private void noteTimes(AVPacket packet) {
        long pts = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (pts == AV_NOPTS_VALUE || (packet.flags() & AV_PKT_FLAG_DISCARD) != 0) {
            return;
        }
        TimeBase ticks = input.timeBase(packet.stream_index());
        if (packet.stream_index() == videoIndex && timed < RATE_PACKETS) {
            timesUs[timed++] = ticks.toUs(pts);
        }
        if (pts >= shownTicks.getOrDefault(packet.stream_index(), Long.MIN_VALUE)) {
            // Of those before it the next is the end; in the order of decoding their lengths are those of others.
            shownTicks.put(packet.stream_index(), pts);
            endsUs.put(packet.stream_index(), ticks.toUs(pts + Math.max(0, packet.duration())));
        }
    }

    private long endUs() {
        long endUs = endsUs.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return endUs > 0 ? endUs : MediaInfo.UNKNOWN;
    }

    private void requireSaneRate(MediaLimits limits) throws FfmpegException {
        double rate = timed < RATE_PACKETS ? 0 : FrameRates.measureUs(timesUs);
        if (rate > limits.maxFrameRate() * 1.01) {
            throw MediaLimits.beyond(
                    "It has " + Math.round(rate) + " pictures a second",
                    limits.maxFrameRate() + " are",
                    "Export it again with fewer.");
        }
    }
}
