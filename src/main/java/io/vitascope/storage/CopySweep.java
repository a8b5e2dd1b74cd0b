package io.vitascope.storage;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Gives the disk back that copies of blobs took which nobody reads any more. */
@Singleton
final class CopySweep {

    private final LocalFiles files;
    private final S3Config config;
    private final Clock clock;

    CopySweep(LocalFiles files, S3Config config, Clock clock) {
        this.files = files;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        files.dropUnusedSince(clock.instant().minus(config.copiesExpiry()));
    }
}
