package io.vitascope;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * The whole application, except that uploads do not become jobs and nobody takes tasks: a test speaks for
 * processing. What is deleted or stands still is found sooner, and a file may be larger than any disk.
 */
public class NobodyWorks implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "vitascope.upload.max-size", "1P",
                "vitascope.upload.sweep-interval", "1s",
                "mp.messaging.incoming.processing-upload-events.enabled", "false",
                "vitascope.processing.slots", "0",
                "vitascope.processing.child.spare", "false",
                "vitascope.links.kafka-ui", "http://kafka-ui.example",
                "vitascope.catalog.orphan-grace", "0s",
                "vitascope.catalog.reap-grace", "1s",
                "vitascope.catalog.reap-every", "1s");
    }
}
