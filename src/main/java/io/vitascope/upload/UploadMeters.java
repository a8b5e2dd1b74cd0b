package io.vitascope.upload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * How many uploads are under way, whether bytes of them come now or not: the same figure in every process.
 *
 * <p>Read from Redis every few seconds and not at a scrape, so that a scrape never waits. Threads: safe for all.
 */
@Singleton
final class UploadMeters {

    private final UploadStore store;
    private final MeterRegistry meters;
    private volatile long open;

    UploadMeters(UploadStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("vitascope.upload.open", this, all -> all.open)
                .description("Uploads that have begun and not ended")
                .register(meters);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        open = store.countOfOpen();
    }
}
