package io.vitascope.platform.health;

import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the data folder is there. One that is full takes no process out of service ({@link StorageRoomHealth}): what
 * is in it can be watched, and has to be deletable.
 */
@Readiness
@Singleton
final class StorageHealth implements HealthCheck {

    private final Scratch scratch;

    StorageHealth(Scratch scratch) {
        this.scratch = scratch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Data folder");
        try {
            scratch.names();
            return answer.withData("free_bytes", scratch.usableBytes()).up().build();
        } catch (UncheckedIOException e) {
            return answer.withData("reason", "cannot be read: " + e.getMessage())
                    .down()
                    .build();
        }
    }
}
