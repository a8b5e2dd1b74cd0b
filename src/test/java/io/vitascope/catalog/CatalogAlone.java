package io.vitascope.catalog;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The processing room does not hear of uploads: the test speaks for it. What is deleted is forgotten sooner. */
public final class CatalogAlone implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "mp.messaging.incoming.processing-upload-events.enabled", "false",
                "vitascope.catalog.reap-grace", "1s",
                "vitascope.catalog.reap-every", "1s");
    }
}
