package io.vitascope.processing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Without child processes no upload can be examined and no job done. Well, not ready: what is there already can be
 * watched, changed and deleted all the same.
 */
@Wellness
@Singleton
final class EngineHealth implements HealthCheck {

    private final QuickLooks looks;
    private final MeterRegistry meters;

    EngineHealth(QuickLooks looks, MeterRegistry meters) {
        this.looks = looks;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder(
                        "vitascope.processing.ffmpeg.broken",
                        looks,
                        asked -> asked.engine().isBroken() ? 1 : 0)
                .description("1 while no child process works here")
                .register(meters);
    }

    @Override
    public HealthCheckResponse call() {
        EngineState engine = looks.engine();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("FFmpeg child processes").status(!engine.isBroken());
        engine.facts().forEach((name, fact) -> answer.withData(name, String.valueOf(fact)));
        return answer.build();
    }
}
