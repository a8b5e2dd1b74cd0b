package io.vitascope.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import io.vitascope.storage.Scratch;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether the data folder can be written, and how much goes into it. */
@Wellness
@Singleton
final class StorageRoomHealth implements HealthCheck {

    /** With less, no upload and no job gets anywhere. */
    private static final long NEEDED_BYTES = 100_000_000;

    private final Scratch scratch;
    private final MeterRegistry meters;

    StorageRoomHealth(Scratch scratch, MeterRegistry meters) {
        this.scratch = scratch;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("vitascope.storage.free.bytes", scratch, Scratch::usableBytes)
                .description("What may still be written to the volume of the data folder")
                .register(meters);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Room in the data folder");
        try {
            scratch.requireWritable();
            long free = scratch.usableBytes();
            answer.withData("free_bytes", free);
            return free < NEEDED_BYTES
                    ? answer.withData("reason", "the disk is full").down().build()
                    : answer.up().build();
        } catch (UncheckedIOException e) {
            return answer.withData("reason", "cannot be written: " + e.getMessage())
                    .down()
                    .build();
        }
    }
}
