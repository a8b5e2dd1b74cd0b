package io.vitascope.processing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.vitascope.processing.JobStore.Load;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * How much work waits, for those who watch and for those who add workers: the same figures in every process.
 *
 * <p>Read from Redis every few seconds and not at a scrape, so that a scrape never waits. Threads: safe for all.
 */
@Singleton
final class QueueMeters {

    private final JobStore store;
    private final MeterRegistry meters;
    private final Clock clock;
    private volatile Load load = Load.NONE;

    QueueMeters(JobStore store, MeterRegistry meters, Clock clock) {
        this.store = store;
        this.meters = meters;
        this.clock = clock;
    }

    void register(@Observes StartupEvent event) {
        gauge("vitascope.processing.jobs.open", "Jobs that wait or run", Load::open);
        gauge("vitascope.processing.jobs.queued", "Jobs that wait for a worker", Load::queued);
        gauge(
                "vitascope.processing.queue.age.seconds",
                "How long the first job in the queue has waited",
                this::ageSeconds);
    }

    private void gauge(String name, String description, ToDoubleFunction<Load> value) {
        Gauge.builder(name, this, meter -> value.applyAsDouble(meter.load))
                .description(description)
                .register(meters);
    }

    private double ageSeconds(Load known) {
        return known.oldestQueuedAt()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0))
                .orElse(0.0);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        load = store.load();
    }
}
