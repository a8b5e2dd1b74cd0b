package io.vitascope.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A body that breaks off at a moment, and when it comes too slowly: for a server that sends a byte now and then. Only
 * the time that it is waited for counts, not that in which what has come is worked on. Confined to one thread.
 */
final class TimedBody extends FilterInputStream {

    /** The least of a body, on average over each {@code window}. */
    record Pace(long bytesPerSecond, Duration window) {

        long windowBytes() {
            return bytesPerSecond * window.toMillis() / 1_000;
        }
    }

    private final Clock clock;
    private final Instant endAt;
    private final Pace least;
    private long waitedNanos;
    private long cameBytes;
    private boolean slow;

    TimedBody(InputStream in, Clock clock, Instant endAt, Pace least) {
        super(in);
        this.clock = clock;
        this.endAt = endAt;
        this.least = least;
    }

    /** Why it has broken off, if it has. */
    boolean isSlow() {
        return slow;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (clock.instant().isAfter(endAt)) {
            throw new IOException("the time is up");
        }
        requirePace();
        long beganNanos = System.nanoTime();
        int count = super.read(buffer, offset, length);
        waitedNanos += System.nanoTime() - beganNanos;
        cameBytes += Math.max(0, count);
        return count;
    }

    private void requirePace() throws IOException {
        if (waitedNanos < least.window().toNanos()) {
            return;
        }
        slow = cameBytes < least.windowBytes();
        if (slow) {
            throw new IOException("too slow");
        }
        waitedNanos = 0;
        cameBytes = 0;
    }
}
