package io.vitascope.platform.grpc;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A client in this process, one over the network, and little patience. */
public final class TrialClients implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.grpc.clients.near.in-process.enabled", "true",
                "quarkus.grpc.clients.far.in-process.enabled", "false",
                "quarkus.grpc.clients.far.host", "localhost",
                "vitascope.grpc.deadline", "4s");
    }
}
