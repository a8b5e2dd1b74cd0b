package io.vitascope.processing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The speed at which the segments of one track come, averaged over the last of them.
 *
 * <p>Segments come one by one and not evenly, so that the speed is that of several, and between two of them the time
 * left is counted down. Units: nanoseconds of clock, microseconds of video. Threads: confined to one.
 */
final class Pace {

    private static final int LEAST = 5;
    private static final long WINDOW_NANOS = 20_000_000_000L;

    private record Mark(long nanos, long us) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    Pace(long startNanos) {
        marks.add(new Mark(startNanos, 0));
    }

    void add(long nowNanos, long endUs) {
        if (endUs <= us()) {
            return;
        }
        marks.addLast(new Mark(nowNanos, endUs));
        while (marks.size() > LEAST && nowNanos - marks.getFirst().nanos() > WINDOW_NANOS) {
            marks.removeFirst();
        }
    }

    /** How far it has come. */
    long us() {
        return marks.getLast().us();
    }

    /** Microseconds of video per microsecond of clock; 0 before the first segment. */
    double speed(long nowNanos) {
        Mark first = marks.getFirst();
        Mark last = marks.getLast();
        if (marks.size() < 2) {
            return 0;
        }
        long tookNanos = Math.max(1, last.nanos() - first.nanos());
        long usualNanos = tookNanos / (marks.size() - 1);
        long lateNanos = Math.max(0, nowNanos - last.nanos() - 2 * usualNanos);
        return (last.us() - first.us()) * 1_000.0 / (tookNanos + lateNanos);
    }

    /** At least 1 once the speed is known, else 0. */
    long etaSeconds(long untilUs, long nowNanos) {
        double speed = speed(nowNanos);
        if (speed <= 0) {
            return 0;
        }
        double waitedSeconds = (nowNanos - marks.getLast().nanos()) / 1e9;
        double segmentSeconds = Math.max(0, untilUs - us()) / 1e6 / speed;
        return Math.max(1, Math.round(segmentSeconds - waitedSeconds));
    }
}
