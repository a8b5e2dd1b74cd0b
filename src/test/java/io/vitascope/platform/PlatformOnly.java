package io.vitascope.platform;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The platform without the floors that need Redis and Kafka. */
public final class PlatformOnly implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.arc.exclude-types", "io.vitascope.outbox.**", "quarkus.http.test-port", "0");
    }
}
