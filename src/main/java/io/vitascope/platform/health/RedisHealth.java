package io.vitascope.platform.health;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.TimeoutException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether Redis answers. That of Quarkus waits as long as any command does, ten seconds, which is longer than probes
 * do: of a Redis that is there and hangs they would see nothing but that nobody answered.
 */
@Readiness
@Singleton
final class RedisHealth implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReactiveRedisDataSource redis;
    private final String hosts;

    RedisHealth(
            ReactiveRedisDataSource redis,
            @ConfigProperty(name = "quarkus.redis.hosts", defaultValue = "") String hosts) {
        this.redis = redis;
        // A password may stand in it.
        this.hosts = hosts.replaceAll("//[^/,]*@", "//");
    }

    @Override
    public HealthCheckResponse call() {
        try {
            redis.execute("PING").await().atMost(PATIENCE);
            return HealthCheckResponse.up("Redis");
        } catch (TimeoutException e) {
            return down("does not answer within " + PATIENCE.toSeconds() + " s");
        } catch (RuntimeException e) {
            return down(String.valueOf(e.getMessage()));
        }
    }

    private HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named("Redis")
                .withData("hosts", hosts)
                .withData("reason", reason)
                .down()
                .build();
    }
}
