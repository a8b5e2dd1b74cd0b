package io.vitascope.platform.http;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Holds the time series of requests to as many as there are routes. Quarkus names a request that no REST method has
 * answered by its whole address: one of a screen of the page with the video's id in it, one with another method or a
 * media type that is refused. After a hundred different ones Micrometer counts no new route any more.
 */
@Singleton
final class RequestMetrics implements HttpServerMetricsTagsContributor {

    private static final String OTHER = "OTHER";
    /** Where the REST framework leaves the template of the method that it has found. */
    private static final String FOUND = "UrlPathTemplate";

    /** Anybody can make some up. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    @Override
    public Tags contribute(Context context) {
        String method = context.request().method().name();
        Tags tags = METHODS.contains(method) ? Tags.empty() : Tags.of("method", OTHER);
        // Quarkus has a word of its own for all that is not found.
        if (context.requestContextLocalData(FOUND) != null || context.response().statusCode() == 404) {
            return tags;
        }
        return tags.and("uri", route(context.request().path()));
    }

    private static String route(String path) {
        return WebPage.route(path).or(() -> RestRoute.of(path).template()).orElse(OTHER);
    }
}
