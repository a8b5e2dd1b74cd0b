package io.vitascope;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Small and short files, few of them, little patience with each, pages of one origin; and a client in this process
 * beside one over the network.
 */
public final class TightLimits implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("vitascope.upload.max-size", "1M"),
                Map.entry("vitascope.upload.max-duration", "500ms"),
                Map.entry("vitascope.upload.max-per-client", "2"),
                Map.entry("vitascope.upload.max-active-per-client", "1"),
                Map.entry("vitascope.upload.patience", "2s"),
                Map.entry("vitascope.upload.heartbeat", "500ms"),
                Map.entry("vitascope.upload.sweep-interval", "500ms"),
                Map.entry("vitascope.processing.child.spare", "false"),
                Map.entry("vitascope.grpc.deadline", "3s"),
                Map.entry("quarkus.http.cors.origins", "https://own.example"),
                Map.entry("quarkus.grpc.clients.near.in-process.enabled", "true"),
                Map.entry("quarkus.grpc.clients.far.in-process.enabled", "false"),
                Map.entry("quarkus.grpc.clients.far.host", "localhost"));
    }
}
