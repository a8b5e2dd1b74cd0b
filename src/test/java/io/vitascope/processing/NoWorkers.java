package io.vitascope.processing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The whole application, except that nobody takes tasks from the queue. */
public final class NoWorkers implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("vitascope.processing.slots", "0");
    }
}
