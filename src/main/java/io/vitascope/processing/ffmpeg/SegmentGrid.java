package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * Where segments begin, the same for every track of a source.
 *
 * @param startsUs microseconds of the presentation, rising, the first 0
 * @param stepUs from the last of them on, one more each {@code stepUs}
 */
public record SegmentGrid(List<Long> startsUs, long stepUs) {
    private static final long SHORTEST_US = 1_000_000;

    public SegmentGrid {
        startsUs = List.copyOf(startsUs);
        if (stepUs < 500_000 || startsUs.isEmpty() || startsUs.get(0) != 0) {
            throw new IllegalArgumentException("segment duration out of range, or no segment at 0");
        }
        for (int i = 1; i < startsUs.size(); i++) {
            if (startsUs.get(i) <= startsUs.get(i - 1)) {
                throw new IllegalArgumentException("segments must follow each other");
            }
        }
    }

    /**
     * The cuts of a picture that was copied. Its last segment, which ends with the video, may be as long as any of them.
     */
    public static SegmentGrid of(Copier.Result copied, long stepUs) {
        return new SegmentGrid(copied.startsUs(), Math.max(stepUs, SegmentCuts.MOST_US));
    }

    public static SegmentGrid even(long stepUs) {
        return new SegmentGrid(List.of(0L), stepUs);
    }

    /**
     * Short segments first, of one second and on, until they meet the even grid: the first is there, and can be played,
     * after a fraction of the work that a long one takes.
     */
    public static SegmentGrid risingTo(long stepUs) {
        List<Long> starts = new ArrayList<>(List.of(0L));
        for (long start = SHORTEST_US; start < stepUs && stepUs % start == 0; start *= 2) {
            starts.add(start);
        }
        if (starts.size() > 1) {
            starts.add(stepUs);
        }
        return new SegmentGrid(starts, stepUs);
    }

    /** Whether somebody waits for the first segment. */
    boolean beginsShort() {
        return startUs(1) <= SHORTEST_US && SHORTEST_US < stepUs;
    }

    /** How long most segments are. */
    long usualUs() {
        int last = startsUs.size() - 1;
        return last == 0 || beginsShort() ? stepUs : startsUs.get(last) / last;
    }

    long startUs(long index) {
        int last = startsUs.size() - 1;
        return index <= last ? startsUs.get((int) index) : startsUs.get(last) + (index - last) * stepUs;
    }
}
