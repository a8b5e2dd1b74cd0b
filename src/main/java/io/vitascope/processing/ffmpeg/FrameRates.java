package io.vitascope.processing.ffmpeg;

import java.util.Arrays;
import java.util.List;

/**
 * Chooses the constant rate that a source is encoded at. Pure.
 *
 * <p>A constant rate stays as it is, except that it is halved until it is at most 60 and that a rate within 0.1 % of a
 * standard one becomes exactly that. A variable rate becomes the standard rate it was built on, if there is one, else
 * the nearest to its average. Three witnesses: the header's average, the header's base rate, and the times of the first
 * packets; the headers of screen recordings and of Matroska files are often wrong.
 */
final class FrameRates {
    /** A rate as a fraction, and whether the source keeps it. */
    record Rate(int num, int den, boolean variable) {
        double perSecond() {
            return (double) num / den;
        }
    }

    private static final List<Rate> STANDARD = List.of(
            new Rate(24_000, 1001, false),
            new Rate(24, 1, false),
            new Rate(25, 1, false),
            new Rate(30_000, 1001, false),
            new Rate(30, 1, false),
            new Rate(50, 1, false),
            new Rate(60_000, 1001, false),
            new Rate(60, 1, false));
    private static final double MAX_PER_SECOND = 60;
    /** Below this, a constant rate is more likely a slide show whose header lies. */
    private static final double MIN_PER_SECOND = 1;
    /** Two rates that differ by less are one; 29.97 and 30 are two. */
    private static final double EXACT = 0.0005;
    /** Container clocks tick in milliseconds at worst, so two neighbours may differ by one tick each. */
    private static final long JITTER_US = 2_100;

    private FrameRates() {}

    /**
     * @param average,base the header's rates in pictures per second, 0 if it has none
     * @param timesUs presentation times of the first packets, any order; may be empty
     */
    static Rate choose(int averageNum, int averageDen, int baseNum, int baseDen, long[] timesUs) {
        double average = averageDen > 0 ? (double) averageNum / averageDen : 0;
        double base = baseDen > 0 ? (double) baseNum / baseDen : 0;
        double even = evenPerSecond(timesUs);
        boolean steady = even > 0;
        double measured = steady ? even : measureUs(timesUs);

        if (steady && agree(base, measured, EXACT) && !agree(average, measured, EXACT)) {
            return constant(baseNum, baseDen); // the average counts a last picture of no length, or rounded lengths
        }
        if (average >= MIN_PER_SECOND && agree(average, base, 0.01) && (!steady || agree(average, measured, 0.1))) {
            return constant(averageNum, averageDen);
        }
        if (steady && average >= MIN_PER_SECOND && agree(average, measured, 0.02)) {
            return constant(averageNum, averageDen);
        }
        boolean averageIsBogus = average < MIN_PER_SECOND || (base > 0 && average > base * 1.01);
        if (steady && averageIsBogus && measured >= MIN_PER_SECOND) {
            Rate near = nearest(measured);
            return agree(near.perSecond(), measured, 0.02) ? near : constant((int) Math.round(measured * 1000), 1000);
        }
        double typical = averageIsBogus && measured > 0 ? measured : average;
        Rate built = nearest(base);
        boolean often = typical >= base * 0.4 || agree(usualPerSecond(timesUs), base, 0.05);
        if (agree(built.perSecond(), base, 0.001) && typical <= base * 1.01 && often) {
            return new Rate(built.num, built.den, true);
        }
        Rate rate = typical < 23 ? STANDARD.get(1) : nearest(typical);
        return new Rate(rate.num, rate.den, true);
    }

    private static Rate constant(int num, int den) {
        int halvings = 0;
        double rate = (double) num / den;
        while (rate > MAX_PER_SECOND * 1.001) {
            rate /= 2;
            halvings++;
        }
        Rate standard = nearest(rate);
        if (agree(standard.perSecond(), rate, 0.001) || den > 100_000 || num > 1_000_000) {
            return standard;
        }
        return new Rate(num, den << halvings, false);
    }

    private static Rate nearest(double perSecond) {
        Rate best = STANDARD.get(0);
        for (Rate candidate : STANDARD) {
            if (Math.abs(candidate.perSecond() - perSecond) < Math.abs(best.perSecond() - perSecond)) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean agree(double left, double right, double share) {
        return left > 0 && right > 0 && Math.abs(left - right) <= share * Math.max(left, right);
    }

    /** Pictures per second over the measured stretch, 0 if it is too short to tell. */
    static double measureUs(long[] timesUs) {
        if (timesUs.length < 5) {
            return 0;
        }
        long first = Arrays.stream(timesUs).min().orElse(0);
        long last = Arrays.stream(timesUs).max().orElse(0);
        return last > first ? (timesUs.length - 1) * 1e6 / (last - first) : 0;
    }

    /**
     * Where most pictures follow each other at one distance: a recorder of a screen pauses for as long as nothing
     * moves.
     */
    private static double usualPerSecond(long[] timesUs) {
        return measureUs(timesUs) == 0 ? 0 : 1e6 / median(steps(timesUs));
    }

    private static long[] steps(long[] timesUs) {
        long[] sorted = timesUs.clone();
        Arrays.sort(sorted);
        long[] steps = new long[sorted.length - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = sorted[i + 1] - sorted[i];
        }
        return steps;
    }

    private static long median(long[] steps) {
        long[] ordered = steps.clone();
        Arrays.sort(ordered);
        return Math.max(1, ordered[ordered.length / 2]);
    }

    /**
     * Pictures per second where at least 95 % of the steps are the median step, give or take a tick of the container's
     * clock, else 0. The other steps do not count: a last picture may be held for long.
     */
    private static double evenPerSecond(long[] timesUs) {
        if (measureUs(timesUs) == 0) {
            return 0;
        }
        long[] steps = steps(timesUs);
        long median = median(steps);
        long[] even = Arrays.stream(steps)
                .filter(step -> Math.abs(step - median) <= Math.max(JITTER_US, median / 10))
                .toArray();
        long evenUs = Arrays.stream(even).sum();
        return even.length >= 0.95 * steps.length && evenUs > 0 ? even.length * 1e6 / evenUs : 0;
    }
}
