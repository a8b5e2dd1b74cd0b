package io.vitascope;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Small and short files, few of them, little patience; and a client in this process beside one over the network. */
public final class TightLimits implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "vitascope.upload.max-size", "1M",
                "vitascope.upload.max-duration", "500ms",
                "vitascope.upload.max-per-client", "2",
                "vitascope.grpc.deadline", "4s",
                "quarkus.grpc.clients.near.in-process.enabled", "true",
                "quarkus.grpc.clients.far.in-process.enabled", "false",
                "quarkus.grpc.clients.far.host", "localhost");
    }
}
