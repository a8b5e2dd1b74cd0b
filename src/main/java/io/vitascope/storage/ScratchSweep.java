package io.vitascope.storage;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Removes from scratch disk what calls have left there whose process died in the middle. */
@Singleton
final class ScratchSweep {

    private static final Logger LOG = Logger.getLogger(ScratchSweep.class);

    /** No such call takes so long. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final Scratch scratch;

    ScratchSweep(Scratch scratch) {
        this.scratch = scratch;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        for (String name : scratch.dropBriefBefore(Instant.now().minus(GRACE))) {
            LOG.infof("%s: removed what a process has left that died", name);
        }
    }
}
