package io.vitascope.processing;

import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.EventIntake;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Waits in place while Redis is away: nobody else can take a job then either, and what was made of it would be made
 * again.
 *
 * <p>Threads: blocks the caller; stateless.
 */
final class Endurance {

    private static final Logger LOG = Logger.getLogger(Endurance.class);
    private static final long PAUSE_MILLIS = 500;

    private Endurance() {}

    /** What reaches the record of a job. It may have done so although its answer was lost: then it comes again. */
    interface Step<T, E extends Exception> {
        T take() throws E;
    }

    /** @throws InterruptedException when {@code mustEnd} says so before Redis is back */
    static <T, E extends Exception> T through(VideoId id, BooleanSupplier mustEnd, Step<T, E> step)
            throws E, InterruptedException {
        for (boolean told = false; ; told = true) {
            try {
                return step.take();
            } catch (RuntimeException away) {
                if (EventIntake.isHopeless(away)) {
                    throw away;
                }
                if (!told) {
                    LOG.warnf("%s waits: %s", id, away.getMessage());
                }
            }
            if (mustEnd.getAsBoolean()) {
                throw new InterruptedException();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
