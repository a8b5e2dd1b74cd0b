package io.vitascope.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.kernel.Markup;
import io.vitascope.platform.PackagedText;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What each kind of problem means and what to do about it, for people, at the address that is its {@code type}.
 *
 * <p>Source: RFC 9457, 3.1.1. The words are those of {@code docs/problems.md}, which the build puts into the package.
 * Threads: event loop; the file is read with the first question.
 */
@Singleton
final class ProblemPages {

    private static final String PREFIX = "/problems/";
    private static final String FILE = "problems.md";

    /** A row: code, title, HTTP, gRPC, retryable, what to do. */
    private static final Pattern ROW = Pattern.compile(
            "^\\| `([a-z]+/[a-z0-9-]+)` \\| (.*) \\| (\\d+) \\| ([A-Z_]+) \\| (yes|no) \\| (.*) \\|$",
            Pattern.MULTILINE);

    private static final String PAGE = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%2$s</title></head>
        <body>
        <h1>%2$s</h1>
        <p>%6$s</p>
        <p>Code <code>%1$s</code>; HTTP %3$s, gRPC %4$s. The same request may succeed later: %5$s.</p>
        </body>
        </html>
        """;

    /** In a class of its own, so that the first question reads it and a start does not. */
    private static final class Pages {

        private static final Map<String, String> BY_CODE = read();

        private static Map<String, String> read() {
            return ROW.matcher(PackagedText.read(FILE))
                    .results()
                    .collect(Collectors.toMap(row -> row.group(1), Pages::page));
        }

        private static String page(MatchResult row) {
            return PAGE.formatted(
                    row.group(1), html(row.group(2)), row.group(3), row.group(4), row.group(5), html(row.group(6)));
        }

        private static String html(String markdown) {
            return Markup.escaped(markdown).replaceAll("`([^`]*)`", "<code>$1</code>");
        }
    }

    void install(@Observes Router router) {
        router.get(PREFIX + "*").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        String page = Pages.BY_CODE.get(context.normalizedPath().substring(PREFIX.length()));
        if (page == null) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .end(page);
    }
}
