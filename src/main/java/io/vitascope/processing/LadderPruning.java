package io.vitascope.processing;

import io.vitascope.processing.ffmpeg.MediaInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which steps of the ladder are worth their bits for one source: each has to do with clearly fewer than the one above,
 * none needs more than the source has, and nobody is helped by fewer than everybody can receive. Threads: stateless.
 */
final class LadderPruning {

    /**
     * Two renditions closer than this in their rates are one too many (Apple, HLS Authoring Specification, 1.5 to 2).
     */
    private static final double DISTANCE = 1.35;

    /** Whoever cannot receive this many bits per second is not helped by fewer still. */
    private static final long LEAST = 200_000;

    /** Even a source of fewer bits gets so many, because its groups of pictures may be longer than ours. */
    private static final long FLOOR = 80_000;

    /** A cap holds over so many, a keyframe among them. */
    private static final double CAP_SECONDS = 2;

    /** How many times their bits H.264 takes for the same picture. */
    private static final Map<String, Double> THRIFTY = Map.of("hevc", 1.5, "vp9", 1.5, "av1", 2.0, "vvc", 2.5);

    private LadderPruning() {}

    /** The top rung, which is copied, and below it those that can do with clearly fewer bits, and are held to them. */
    static List<Ladder.Rung> below(List<Ladder.Rung> rungs, long bitRate) {
        List<Ladder.Rung> kept = new ArrayList<>(List.of(rungs.get(0)));
        long above = bitRate;
        for (Ladder.Rung rung : rungs.subList(1, rungs.size())) {
            long cap = Math.min(rung.maxBitRate(), Math.round(above / DISTANCE));
            if (cap >= LEAST) {
                kept.add(rung.cappedAt(cap));
                above = cap;
            }
        }
        return List.copyOf(kept);
    }

    /** The rungs of a source that is encoded: none needs more bits than the source has. */
    static List<Ladder.Rung> within(List<Ladder.Rung> rungs, long allowance) {
        List<Ladder.Rung> capped = new ArrayList<>(rungs);
        long top = Math.min(rungs.get(0).maxBitRate(), Math.max(FLOOR, allowance));
        capped.set(0, rungs.get(0).cappedAt(top));
        return below(capped, top);
    }

    /**
     * Bits per second that H.264 may take for what the source took; without a bound if the source does not tell.
     *
     * @param segmentUs a keyframe begins each segment
     */
    static long allowance(MediaInfo info, MediaInfo.VideoStream video, long segmentUs) {
        long bitRate = bitRate(info, video);
        if (bitRate <= 0) {
            return Long.MAX_VALUE;
        }
        double bits = bitRate + keyframeBitRate(video.keyframes(), segmentUs);
        return Math.round(bits * THRIFTY.getOrDefault(video.codec(), 1.0));
    }

    /**
     * What the source saves by having fewer keyframes than its renditions, of which recordings of screens and stills with
     * music hold little else: a cap without it makes their text illegible.
     */
    private static double keyframeBitRate(MediaInfo.Keyframes keyframes, long segmentUs) {
        return keyframes.everyUs() <= segmentUs
                ? 0
                : keyframes.bits() / CAP_SECONDS * (1 - (double) segmentUs / keyframes.everyUs());
    }

    /**
     * The rungs down to the first that everybody can receive. Bits grow with the pixels to the power of 0.8, as usual.
     *
     * @param wanted bits per second of the last rung
     */
    static List<Ladder.Rung> enough(List<Ladder.Rung> rungs, long wanted) {
        Ladder.Rung smallest = rungs.get(rungs.size() - 1);
        List<Ladder.Rung> kept = new ArrayList<>(rungs.subList(0, 1));
        for (Ladder.Rung rung : rungs.subList(1, rungs.size())) {
            kept.add(rung);
            if (wanted * Math.pow((double) rung.pixels() / smallest.pixels(), 0.8) <= LEAST) {
                break;
            }
        }
        return List.copyOf(kept);
    }

    static long bitRate(MediaInfo info, MediaInfo.VideoStream video) {
        return video.bitRate() > 0 ? video.bitRate() : info.bitRate();
    }
}
