package io.vitascope.processing.ffmpeg;

import java.util.function.LongPredicate;

/**
 * Wants the first picture of every interval, and of intervals twice as long when twice as many as expected were there:
 * headers lie about how long a file is. Confined to one thread.
 */
final class SamplingInterval implements LongPredicate {
    /** Seconds that people count in. */
    private static final long[] STEPS_S = {1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60, 120, 240, 300, 600};

    private final int most;
    private long intervalUs;
    private long nextUs;
    private int count;

    private SamplingInterval(long intervalUs, int most) {
        this.intervalUs = intervalUs;
        this.most = most;
    }

    /** @param durationUs 0 if unknown */
    static SamplingInterval of(long durationUs, int most) {
        return new SamplingInterval(intervalUs(durationUs, most), most);
    }

    static long intervalUs(long durationUs, int most) {
        for (long step : STEPS_S) {
            if (durationUs <= step * 1_000_000 * most) {
                return step * 1_000_000;
            }
        }
        return durationUs / most;
    }

    long intervalUs() {
        return intervalUs;
    }

    @Override
    public boolean test(long timeUs) {
        if (timeUs < nextUs) {
            return false;
        }
        nextUs = (timeUs / intervalUs + 1) * intervalUs;
        count++;
        if (count >= 2 * most) {
            count = most;
            intervalUs *= 2;
            nextUs = (timeUs / intervalUs + 1) * intervalUs;
        }
        return true;
    }
}
