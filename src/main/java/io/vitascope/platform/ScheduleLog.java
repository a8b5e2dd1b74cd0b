package io.vitascope.platform;

import io.quarkus.scheduler.FailedExecution;
import io.quarkus.scheduler.SuccessfulExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What operators read of scheduled work that fails: one line for an outage, a stack for an error of ours. The
 * scheduler's own logger, which prints a stack each time, is off.
 *
 * <p>Threads: safe for all.
 */
@Singleton
final class ScheduleLog {

    private static final Logger LOG = Logger.getLogger(ScheduleLog.class);

    /** Ids of what an outage has kept from its work; guarded by this. */
    private final Set<String> waiting = new HashSet<>();

    synchronized void failed(@Observes FailedExecution failed) {
        Throwable failure = failed.getException();
        if (!Outage.isBehind(failure)) {
            LOG.errorf(
                    failure, "Scheduled work failed: %s", failed.getExecution().getTrigger());
            return;
        }
        if (waiting.isEmpty()) {
            LOG.warnf("Scheduled work waits, a part of the system is away: %s", failure.getMessage());
        }
        waiting.add(failed.getExecution().getTrigger().getId());
    }

    synchronized void done(@Observes SuccessfulExecution done) {
        boolean waited = waiting.remove(done.getExecution().getTrigger().getId());
        if (waited && waiting.isEmpty()) {
            LOG.info("Scheduled work goes on");
        }
    }
}
