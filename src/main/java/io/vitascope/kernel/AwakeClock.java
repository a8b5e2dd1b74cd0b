package io.vitascope.kernel;

import java.util.function.LongSupplier;

/**
 * Nanoseconds in which somebody who looks again and again was there to look. While this process stands still, in a
 * paused container say, nobody hears what others have to tell: such a while counts as one turn.
 *
 * <p>Confined to one thread.
 */
public final class AwakeClock {

    /** A turn that takes longer did not look. */
    private static final long LONGEST_TURN_NANOS = 1_000_000_000L;

    private final LongSupplier nanos;
    private long lastNanos;
    private long awakeNanos;

    public AwakeClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
    }

    /** Once a turn. */
    public long nanos() {
        long now = nanos.getAsLong();
        awakeNanos += Math.min(now - lastNanos, LONGEST_TURN_NANOS);
        lastNanos = now;
        return awakeNanos;
    }
}
