package io.vitascope.storage;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Gives the disk back that copies of blobs took which nobody reads any more, and keeps those that somebody reads. */
@Singleton
final class CopySweep {

    private final LocalFiles files;
    private final S3Config config;
    /** Not the application's own executor: many uploads may have all of its threads for long. */
    private final ScheduledExecutorService touches =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("storage-copies", true));

    CopySweep(LocalFiles files, S3Config config) {
        this.files = files;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        long millis = LocalFiles.TOUCH.toMillis();
        touches.scheduleWithFixedDelay(files::touchLent, millis, millis, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void close() {
        touches.shutdownNow();
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        files.dropUnusedSince(Instant.now().minus(config.copiesExpiry()));
    }
}
