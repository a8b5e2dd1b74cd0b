package io.vitascope.catalog;

import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code Link} headers from a page to its neighbours: paths with the same query but for the place. Source: RFC 8288.
 */
final class PageLinks {

    private PageLinks() {}

    static List<String> of(URI request, VideoQuery query, boolean byCursor, VideoPage<?> found) {
        List<String> links = new ArrayList<>();
        if (byCursor) {
            found.next().ifPresent(cursor -> links.add(link(request, "cursor", cursor.toString(), "next")));
            return links;
        }
        if (found.next().isPresent()) {
            links.add(link(request, "page", String.valueOf(query.page() + 1), "next"));
        }
        if (query.page() > 1) {
            links.add(link(request, "page", String.valueOf(query.page() - 1), "prev"));
        }
        return links;
    }

    private static String link(URI request, String parameter, String value, String relation) {
        URI target = UriBuilder.fromUri(request)
                .replaceQueryParam(parameter, value)
                .scheme(null)
                .host(null)
                .port(-1)
                .build();
        return "<" + target + ">; rel=\"" + relation + "\"";
    }
}
