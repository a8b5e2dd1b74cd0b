package io.vitascope.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.health.api.Wellness;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether the data folder can be written, and takes uploads and jobs. */
@Wellness
@Singleton
final class StorageRoomHealth implements HealthCheck {

    private final Scratch scratch;
    private final LongSupplier usableBytes;
    private final long uploadReserveBytes;
    private final long jobReserveBytes;
    private final MeterRegistry meters;

    @Inject
    StorageRoomHealth(
            Scratch scratch,
            LocalFiles files,
            @ConfigProperty(name = "vitascope.upload.disk-reserve") MemorySize uploadReserve,
            @ConfigProperty(name = "vitascope.processing.disk-reserve") MemorySize jobReserve,
            MeterRegistry meters) {
        this(scratch, files::usableBytes, uploadReserve.asLongValue(), jobReserve.asLongValue(), meters);
    }

    /**
     * @param usableBytes with what makes room by itself
     * @param uploadReserveBytes that no upload takes
     * @param jobReserveBytes that no job takes
     */
    StorageRoomHealth(
            Scratch scratch,
            LongSupplier usableBytes,
            long uploadReserveBytes,
            long jobReserveBytes,
            MeterRegistry meters) {
        this.scratch = scratch;
        this.usableBytes = usableBytes;
        this.uploadReserveBytes = uploadReserveBytes;
        this.jobReserveBytes = jobReserveBytes;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("vitascope.storage.free.bytes", usableBytes, LongSupplier::getAsLong)
                .description("What may still be written to the volume of the data folder")
                .register(meters);
    }

    private String reason(long free) {
        if (free >= jobReserveBytes) {
            return "uploads are refused";
        }
        return free < uploadReserveBytes ? "uploads are refused, and jobs wait" : "jobs wait";
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Room in the data folder");
        try {
            scratch.requireWritable();
            long free = usableBytes.getAsLong();
            answer.withData("free_bytes", free)
                    .withData("kept_free_by_uploads", uploadReserveBytes)
                    .withData("kept_free_by_jobs", jobReserveBytes);
            if (free >= Math.max(uploadReserveBytes, jobReserveBytes)) {
                return answer.up().build();
            }
            return answer.withData("reason", reason(free)).down().build();
        } catch (UncheckedIOException e) {
            return answer.withData("reason", "cannot be written: " + e.getMessage())
                    .down()
                    .build();
        }
    }
}
