package io.vitascope.platform.roles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** {@code vitascope.roles}. */
@ConfigMapping(prefix = "vitascope")
public interface RolesConfig {

    /**
     * What this process does: {@code web} answers HTTP and gRPC, {@code worker} works on jobs and opens nothing but
     * health and metrics. Every other process with the same Redis, Kafka and storage does its own part.
     */
    @WithDefault("web,worker")
    Set<Role> roles();
}
