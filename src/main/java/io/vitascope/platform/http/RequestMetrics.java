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
    /** As Quarkus says it, but of addresses with two slashes, which it takes for known ones. */
    private static final String NOT_FOUND = "NOT_FOUND";

    /** Where the REST framework leaves the template of the method that it has found. */
    private static final String FOUND = "UrlPathTemplate";

    /** Anybody can make some up. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    @Override
    public Tags contribute(Context context) {
        String method = context.request().method().name();
        Tags tags = METHODS.contains(method) ? Tags.empty() : Tags.of("method", OTHER);
        if (context.requestContextLocalData(FOUND) != null) {
            return tags;
        }
        boolean unknown = context.response().statusCode() == 404;
        return tags.and("uri", unknown ? NOT_FOUND : route(context.request().path()));
    }

    private static String route(String path) {
        return WebPage.route(path).or(() -> RestRoute.of(path).template()).orElse(OTHER);
    }
}
