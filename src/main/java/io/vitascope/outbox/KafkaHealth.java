package io.vitascope.outbox;

import io.smallrye.health.api.Wellness;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Startup;

/**
 * What the channels to and from Kafka say of themselves: whether they are set up (started; which of them have reached it
 * is told), whether they reach it now (well), and whether one has broken in a way that only a restart mends (live).
 *
 * <p>Not whether this process is ready, which is what Quarkus's own checks would make of it: without Kafka videos are
 * watched and uploads taken all the same, and no other process would be any better. Threads: safe for all.
 */
@Singleton
final class KafkaHealth {

    private final HealthCenter channels;

    KafkaHealth(HealthCenter channels) {
        this.channels = channels;
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started() {
        return () -> answer(channels.getStartup(), channels.isInitialized());
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck live() {
        return () -> answer(channels.getLiveness(), isWell(channels.getLiveness()));
    }

    @Produces
    @Singleton
    @Wellness
    HealthCheck well() {
        return () -> answer(channels.getReadiness(), isWell(channels.getReadiness()));
    }

    private boolean isWell(HealthReport report) {
        return channels.isInitialized() && report.isOk();
    }

    private static HealthCheckResponse answer(HealthReport report, boolean up) {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Kafka").status(up);
        for (HealthReport.ChannelInfo channel : report.getChannels()) {
            String trouble = Objects.requireNonNullElse(channel.getMessage(), "not connected");
            answer.withData(channel.getChannel(), channel.isOk() ? "OK" : trouble);
        }
        return answer.build();
    }
}
