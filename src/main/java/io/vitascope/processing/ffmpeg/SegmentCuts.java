package io.vitascope.processing.ffmpeg;

/**
 * Decides, as the closed groups of pictures of a source pass, before which of them a segment begins: so that segments
 * last 3 to 6 seconds where they can, and never longer. Units: ticks of the source. Confined to one thread.
 */
final class SegmentCuts {
    /** Shorter ones cost more requests than they are worth. */
    private static final long SHORTEST_US = 3_000_000;

    private static final long LONGEST_US = Copier.LONGEST_SEGMENT_US;
    /** Times are rounded, and an encoder may be a picture or two late with its keyframe. */
    static final long MOST_US = LONGEST_US + 100_000;

    private final long shortest;
    private final long longest;
    private long segmentStart;
    private boolean begun;

    SegmentCuts(TimeBase ticks) {
        shortest = ticks.fromUs(SHORTEST_US);
        longest = longest(ticks);
    }

    /** The longest that a group may be. */
    static long longest(TimeBase ticks) {
        return ticks.fromUs(MOST_US);
    }

    /**
     * Whether a segment begins with this group, the next in the source.
     *
     * @param end where the group after it begins
     * @throws FfmpegException NOT_COPYABLE if the segment would be too long either way
     */
    boolean before(long start, long end) throws FfmpegException {
        boolean cut = begun && (start - segmentStart >= shortest || end - segmentStart > longest);
        segmentStart = cut || !begun ? start : segmentStart;
        begun = true;
        if (end - segmentStart > longest) {
            throw tooLong();
        }
        return cut;
    }

    static FfmpegException tooLong() {
        return Copier.unfit("its keyframes are more than 6 seconds apart");
    }
}
