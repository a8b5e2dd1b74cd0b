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
    /** A rate, and whether the source leaves it. */
    record Choice(FrameRate rate, boolean variable) {}

    private static final List<FrameRate> STANDARD = List.of(
            new FrameRate(24_000, 1001),
            new FrameRate(24, 1),
            new FrameRate(25, 1),
            new FrameRate(30_000, 1001),
            new FrameRate(30, 1),
            new FrameRate(50, 1),
            new FrameRate(60_000, 1001),
            new FrameRate(60, 1));
    private static final double MAX_PER_SECOND = 60;
    /** Below this, a constant rate is more likely a slide show whose header lies. */
    private static final double MIN_PER_SECOND = 1;
    /** A header that tells fewer may have counted the pauses of a recording. */
    private static final double FEW_PER_SECOND = 20;
    /** Two rates that differ by less are one; 29.97 and 30 are two. */
    private static final double EXACT = 0.0005;
    /** Container clocks tick in milliseconds at worst, so two neighbours may differ by one tick each. */
    private static final long JITTER_US = 2_100;

    private FrameRates() {}

    /**
     * @param averageRate,baseRate the header's, {@link FrameRate#NONE} if it has none
     * @param timesUs presentation times of the first packets, any order; may be empty
     */
    static Choice choose(FrameRate averageRate, FrameRate baseRate, long[] timesUs) {
        double average = averageRate.perSecond();
        double base = baseRate.perSecond();
        double even = evenPerSecond(timesUs);
        boolean steady = even > 0;
        double measured = steady ? even : measureUs(timesUs);

        if (steady && agree(base, measured, EXACT) && !agree(average, measured, EXACT)) {
            return constant(baseRate); // the average counts a last picture of no length, or rounded lengths
        }
        double usual = usualPerSecond(timesUs);
        boolean truly =
                steady ? agree(average, measured, 0.1) : average >= FEW_PER_SECOND || !comesInBursts(average, usual);
        if (average >= MIN_PER_SECOND && agree(average, base, 0.01) && truly) {
            return constant(averageRate);
        }
        if (steady && average >= MIN_PER_SECOND && agree(average, measured, 0.02)) {
            return constant(averageRate);
        }
        boolean averageIsBogus = average < MIN_PER_SECOND || (base > 0 && average > base * 1.01);
        if (steady && averageIsBogus && measured >= MIN_PER_SECOND) {
            FrameRate near = nearest(measured);
            return agree(near.perSecond(), measured, 0.02)
                    ? new Choice(near, false)
                    : constant(new FrameRate((int) Math.round(measured * 1000), 1000));
        }
        double typical = averageIsBogus && measured > 0 ? measured : average;
        FrameRate built = nearest(base);
        boolean often = typical >= base * 0.4 || agree(usual, base, 0.05);
        if (agree(built.perSecond(), base, 0.001) && typical <= base * 1.01 && often) {
            return new Choice(built, true);
        }
        if (comesInBursts(typical, usual) || (usual >= typical && isMostOf(usual, timesUs))) {
            return new Choice(nearest(usual), true);
        }
        return new Choice(typical < 23 ? STANDARD.get(1) : nearest(typical), true);
    }

    /** Whether a source pauses for as long as nothing moves, and is of a usual rate where something does. */
    private static boolean comesInBursts(double average, double usual) {
        return usual > average * 1.5 && agree(nearest(usual).perSecond(), usual, 0.05);
    }

    /** Whether at least half of the pictures follow each other at a usual rate, though others come slower. */
    private static boolean isMostOf(double usual, long[] timesUs) {
        if (!agree(nearest(usual).perSecond(), usual, 0.05)) {
            return false;
        }
        long[] steps = steps(timesUs);
        return 2 * usual(steps).length >= steps.length;
    }

    private static Choice constant(FrameRate rate) {
        int every = 1;
        while (rate.perSecond() / every > MAX_PER_SECOND * 1.001) {
            every *= 2;
        }
        FrameRate standard = nearest(rate.perSecond() / every);
        boolean isOdd = rate.den() > 100_000 || rate.num() > 1_000_000;
        if (isOdd || agree(standard.perSecond(), rate.perSecond() / every, 0.001)) {
            return new Choice(standard, false);
        }
        return new Choice(rate.everyNth(every), false);
    }

    private static FrameRate nearest(double perSecond) {
        FrameRate best = STANDARD.get(0);
        for (FrameRate candidate : STANDARD) {
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
    static double usualPerSecond(long[] timesUs) {
        return measureUs(timesUs) == 0 ? 0 : perSecond(usual(steps(timesUs)));
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
        long[] even = usual(steps);
        return even.length >= 0.95 * steps.length ? perSecond(even) : 0;
    }

    /** The median and all that are it but for a tick of the container's clock. */
    private static long[] usual(long[] steps) {
        long median = median(steps);
        return Arrays.stream(steps)
                .filter(step -> Math.abs(step - median) <= Math.max(JITTER_US, median / 10))
                .toArray();
    }

    private static double perSecond(long[] steps) {
        long us = Arrays.stream(steps).sum();
        return us > 0 ? steps.length * 1e6 / us : 0;
    }
}
