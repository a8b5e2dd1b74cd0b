package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A few short moments spread over a video, and in each of them the pictures of a quiet film: ten a second, three
 * seconds in all. Of a video that is no longer than that, all of it. Confined to one thread.
 */
final class Moments implements LongPredicate {
    static final int PICTURES = 30;

    private static final long TOTAL_US = 3_000_000;
    private static final int MOST = 5;
    private static final long STEP_US = TOTAL_US / PICTURES;

    private final List<Long> startsUs;
    private final long lengthUs;
    private long nextUs;
    private int begun = -1;

    private Moments(List<Long> startsUs, long lengthUs) {
        this.startsUs = List.copyOf(startsUs);
        this.lengthUs = lengthUs;
    }

    /** @param durationUs 0 if unknown; then the moment is the beginning */
    static Moments of(long durationUs) {
        int count = (int) Math.max(1, Math.min(MOST, durationUs / (2 * TOTAL_US / MOST)));
        if (durationUs <= TOTAL_US) {
            count = 1;
        }
        List<Long> starts = new ArrayList<>();
        long lengthUs = TOTAL_US / count;
        for (int i = 0; i < count; i++) {
            starts.add(Math.max(0, durationUs * (2L * i + 1) / (2L * count) - lengthUs / 2));
        }
        return new Moments(starts, lengthUs);
    }

    List<Long> startsUs() {
        return startsUs;
    }

    long lengthUs() {
        return lengthUs;
    }

    /** Which moment began last at a time, -1 before the first. */
    int indexOf(long timeUs) {
        int index = -1;
        while (index + 1 < startsUs.size() && startsUs.get(index + 1) <= timeUs) {
            index++;
        }
        return index;
    }

    /** When a picture is shown in the preview; one that came late for its moment is shown as its last. */
    long shownUs(long timeUs) {
        int index = indexOf(timeUs);
        return index * lengthUs + Math.min(timeUs - startsUs.get(index), lengthUs - STEP_US);
    }

    /** The first picture of a moment is wanted however late it comes: of a slide show there may be no other. */
    @Override
    public boolean test(long timeUs) {
        int index = indexOf(timeUs);
        if (index < 0 || timeUs < nextUs) {
            return false;
        }
        long startUs = startsUs.get(index);
        boolean first = index > begun;
        if (!first && timeUs >= startUs + lengthUs) {
            return false;
        }
        begun = index;
        nextUs = startUs + ((timeUs - startUs) / STEP_US + 1) * STEP_US;
        return true;
    }
}
