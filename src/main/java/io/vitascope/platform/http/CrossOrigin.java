package io.vitascope.platform.http;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.cors.CORSConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Makes answers that a cache may give to pages of any origin. Quarkus tells each origin that it may read, and nobody
 * else, so what a cache has kept of the first one would be closed to all others.
 *
 * <p>Where every origin may read, all are told the same; else caches are told that the origin matters. Source: Fetch
 * Standard, "CORS protocol and HTTP caches". Threads: event loops.
 */
@Singleton
final class CrossOrigin {

    /** Where the filter of Quarkus stands, which answers preflights itself; larger ones come before it. */
    static final int CORS = 300;

    private final CORSConfig config;

    CrossOrigin(VertxHttpConfig config) {
        this.config = config.cors();
    }

    void install(@Observes Filters filters) {
        if (!config.enabled()) {
            return;
        }
        if (config.origins().filter(List.of("*")::equals).isPresent()) {
            filters.register(this::openToAll, CORS - 1);
        } else {
            filters.register(CrossOrigin::dependOnOrigin, CORS + 2);
        }
    }

    private void openToAll(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        headers.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS);
        headers.remove(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS);
        config.exposedHeaders()
                .ifPresent(names -> headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(",", names)));
        context.next();
    }

    /** At the end, because the REST framework sets {@code Vary} and does not add to it. */
    private static void dependOnOrigin(RoutingContext context) {
        context.addHeadersEndHandler(written -> context.response().headers().add(HttpHeaders.VARY, "Origin"));
        context.next();
    }
}
