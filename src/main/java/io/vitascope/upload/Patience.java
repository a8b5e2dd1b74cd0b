package io.vitascope.upload;

import io.vitascope.kernel.AwakeClock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a client may say nothing. While this process stands still it hears nobody, and that is not the client's
 * silence.
 *
 * <p>Threads: {@link #isOver} is one thread's at a time, {@link #heard} anybody's.
 */
final class Patience {

    private final long limitNanos;
    private final AwakeClock clock;
    private volatile boolean heard;
    private long heardNanos;

    Patience(Duration limit) {
        this(limit, System::nanoTime);
    }

    Patience(Duration limit, LongSupplier nanos) {
        this.limitNanos = limit.toNanos();
        this.clock = new AwakeClock(nanos);
    }

    void heard() {
        heard = true;
    }

    /** To be asked several times a second. */
    boolean isOver() {
        long now = clock.nanos();
        if (heard) {
            heard = false;
            heardNanos = now;
        }
        return now - heardNanos >= limitNanos;
    }
}
