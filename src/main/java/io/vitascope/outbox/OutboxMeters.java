package io.vitascope.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * How far Kafka is behind Redis: the same figures in every process, read every few seconds.
 *
 * <p>Well, not ready: with Kafka away requests can still be answered for a while, and other processes would not be any
 * better. Threads: safe for all.
 */
@Wellness
@Singleton
final class OutboxMeters implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Events leave within milliseconds; this long means that something is wrong with Kafka or with the relay. */
    private static final double LATE_SECONDS = 30;

    private final Redis redis;
    private final MeterRegistry meters;
    private final Clock clock;
    private volatile Backlog backlog = new Backlog(0, 0);

    /** @param sinceMillis when the oldest entry was written; 0 if there is none */
    private record Backlog(long entries, long sinceMillis) {}

    OutboxMeters(Redis redis, MeterRegistry meters, Clock clock) {
        this.redis = redis;
        this.meters = meters;
        this.clock = clock;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("vitascope.outbox.entries", this, all -> all.backlog.entries())
                .description("Events that wait for Kafka")
                .register(meters);
        Gauge.builder("vitascope.outbox.age.seconds", this, OutboxMeters::ageSeconds)
                .description("How long the first of them has waited")
                .register(meters);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Response oldest = redis.send(Request.cmd(Command.XRANGE)
                        .arg(Transaction.STREAM)
                        .arg("-")
                        .arg("+")
                        .arg("COUNT")
                        .arg(1))
                .await()
                .atMost(PATIENCE);
        long entries = redis.send(Request.cmd(Command.XLEN).arg(Transaction.STREAM))
                .await()
                .atMost(PATIENCE)
                .toLong();
        backlog = new Backlog(
                entries,
                oldest == null || oldest.size() == 0
                        ? 0
                        : millis(oldest.get(0).get(0).toString()));
    }

    /** The id of a stream's entry begins with the time at which it was written. */
    static long millis(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    private double ageSeconds() {
        long since = backlog.sinceMillis();
        return since == 0 ? 0 : Math.max(0, clock.millis() - since) / 1_000.0;
    }

    @Override
    public HealthCheckResponse call() {
        double ageSeconds = ageSeconds();
        return HealthCheckResponse.named("Events on their way to Kafka")
                .status(ageSeconds < LATE_SECONDS)
                .withData("waiting", backlog.entries())
                .withData("oldest_seconds", (long) ageSeconds)
                .build();
    }
}
