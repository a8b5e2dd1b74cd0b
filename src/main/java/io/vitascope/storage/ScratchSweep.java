package io.vitascope.storage;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Removes from scratch disk what calls have left there whose process died in the middle. */
@Singleton
final class ScratchSweep {

    /** No such call takes so long. */
    private static final Duration GRACE = Duration.ofHours(1);

    private final Scratch scratch;
    private final Clock clock;

    ScratchSweep(Scratch scratch, Clock clock) {
        this.scratch = scratch;
        this.clock = clock;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        scratch.dropBriefBefore(clock.instant().minus(GRACE));
    }
}
