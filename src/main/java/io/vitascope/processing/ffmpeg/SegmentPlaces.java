package io.vitascope.processing.ffmpeg;

import java.util.Arrays;

/**
 * A {@link SegmentGrid} in whole frames of a constant rate: where a segment begins, an IDR picture is forced.
 * Immutable.
 */
final class SegmentPlaces {
    private final long[] starts;
    private final int stepFrames;

    SegmentPlaces(SegmentGrid grid, TimeBase frameTime) {
        starts = new long[grid.startsUs().size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = Math.max(starts[i - 1] + 1, frameTime.fromUs(grid.startUs(i)));
        }
        stepFrames = (int) Math.max(1, frameTime.fromUs(grid.stepUs()));
    }

    /** The first frame of a segment. */
    long start(long index) {
        int last = starts.length - 1;
        return index <= last ? starts[(int) index] : starts[last] + (index - last) * stepFrames;
    }

    /** The first frame of the segment after the one that the frame is in. */
    long startAfter(long frame) {
        int last = starts.length - 1;
        if (frame >= starts[last]) {
            return starts[last] + ((frame - starts[last]) / stepFrames + 1) * stepFrames;
        }
        int found = Arrays.binarySearch(starts, frame + 1);
        return starts[found >= 0 ? found : -found - 1];
    }

    /** Frames of the longest segment. */
    int longest() {
        long longest = stepFrames;
        for (int i = 1; i < starts.length; i++) {
            longest = Math.max(longest, starts[i] - starts[i - 1]);
        }
        return (int) longest;
    }
}
