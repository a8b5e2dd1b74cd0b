package io.vitascope.delivery;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Nobody processes what these tests say was uploaded: they publish it themselves. */
public final class DeliveryOnly implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("mp.messaging.incoming.processing-upload-events.enabled", "false");
    }
}
