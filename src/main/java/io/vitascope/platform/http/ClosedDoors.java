package io.vitascope.platform.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.platform.PlatformError;
import io.vitascope.platform.roles.Role;
import io.vitascope.platform.roles.RolesConfig;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Of a process that is no web process, only what tells about itself can be reached; REST, gRPC and the page are closed.
 */
@Singleton
final class ClosedDoors {

    /** Before all other filters and routes. */
    private static final int FIRST = 10_000;

    private static final List<String> OPEN = List.of("/q/health", "/q/metrics", "/q/info");

    private final RolesConfig config;
    private final ProblemWriter writer;

    ClosedDoors(RolesConfig config, ProblemWriter writer) {
        this.config = config;
        this.writer = writer;
    }

    void install(@Observes Filters filters) {
        if (!config.roles().contains(Role.WEB)) {
            filters.register(this::refuse, FIRST);
        }
    }

    private void refuse(RoutingContext context) {
        String path = context.normalizedPath();
        if (OPEN.stream().anyMatch(open -> path.equals(open) || path.startsWith(open + "/"))) {
            context.next();
            return;
        }
        writer.write(
                ProblemDocument.of(
                        PlatformError.NOT_FOUND,
                        "This process has no role that answers clients (vitascope.roles). Ask a web process.",
                        Map.of(),
                        context.request().path()),
                context.response());
    }
}
