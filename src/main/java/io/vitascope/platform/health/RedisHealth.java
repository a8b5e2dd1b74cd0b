package io.vitascope.platform.health;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Whether Redis answers (ready), and whether it has ever done so (started). That of Quarkus waits as long as any command
 * does, ten seconds, which is longer than probes do: of a Redis that is there and hangs they would see nothing but that
 * nobody answered.
 */
@Singleton
final class RedisHealth {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReactiveRedisDataSource redis;
    private final String hosts;
    private volatile boolean reached;

    RedisHealth(
            ReactiveRedisDataSource redis,
            @ConfigProperty(name = "quarkus.redis.hosts", defaultValue = "") String hosts) {
        this.redis = redis;
        // A password may stand in it.
        this.hosts = hosts.replaceAll("//[^/,]*@", "//");
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started() {
        return () -> reached ? HealthCheckResponse.up("Redis") : ask();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return this::ask;
    }

    private HealthCheckResponse ask() {
        try {
            redis.execute("PING").await().atMost(PATIENCE);
            reached = true;
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
