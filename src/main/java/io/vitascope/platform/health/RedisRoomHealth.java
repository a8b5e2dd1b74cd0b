package io.vitascope.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import io.vertx.mutiny.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether Redis has memory left. One that is full answers what it is asked, and refuses what it is told: videos are
 * watched, and no upload is taken.
 */
@Wellness
@Singleton
final class RedisRoomHealth implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final double FULL = 0.95;

    private final Redis redis;
    private final MeterRegistry meters;
    private volatile RedisMemory memory = RedisMemory.UNKNOWN;

    RedisRoomHealth(Redis redis, MeterRegistry meters) {
        this.redis = redis;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("vitascope.redis.used.ratio", this, health -> health.memory.usedRatio())
                .description("Of the memory that Redis may take, or else of that of its machine")
                .register(meters);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        memory = RedisMemory.ask(redis, PATIENCE);
    }

    @Override
    public HealthCheckResponse call() {
        RedisMemory now = memory;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Room in Redis")
                .withData("used_bytes", now.usedBytes())
                .withData("max_bytes", now.maxBytes());
        return now.usedRatio() < FULL
                ? answer.up().build()
                : answer.withData("reason", "its memory is full, or will be soon: it refuses what is written then")
                        .down()
                        .build();
    }
}
