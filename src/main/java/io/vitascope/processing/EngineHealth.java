package io.vitascope.processing;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Without child processes no upload can be examined and no job done. */
@Readiness
@Singleton
final class EngineHealth implements HealthCheck {

    private final QuickLooks looks;

    EngineHealth(QuickLooks looks) {
        this.looks = looks;
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
