package io.vitascope.platform.http;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.kernel.EntityTags;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.LinkPreviews;
import io.vitascope.kernel.VideoId;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the web page: one document at the address of each of its screens, so that they can be reloaded and sent
 * around, and its files, which carry a hash in their names and so never change.
 *
 * <p>In dev mode the files are Vite's, and only the addresses of the screens are handled here. Without Node at build
 * time there are no files, and the page's place says so. Threads: event loop, and a worker for the address of a video;
 * a file is read once.
 */
@Singleton
final class WebPage {

    /** What can be done with a screen. */
    static final String METHODS = "GET, HEAD";

    /** The page's own addresses; {@code src/main/webui/src/app/router.svelte.ts} knows the same. */
    private static final Pattern SCREEN = Pattern.compile("/(uploads|trash|activity|(watch|embed)/[^/]+)?");

    private static final Pattern VIDEO = Pattern.compile("/(watch|embed)/([^/]+)");
    private static final Pattern EMBEDDED = Pattern.compile("/embed/[^/]+");
    private static final Pattern FILE = Pattern.compile("/(assets/[\\w.-]+|[\\w-]+\\.(svg|png|webmanifest))");
    private static final Pattern NOT_THE_PAGES = Pattern.compile("/(api|q|assets)(/.*)?|/(upload|oembed)");
    private static final String DOCUMENT = "index.html";

    /** Who waits for the page does not wait longer for what it says of a video. */
    private static final long PREVIEW_WITHIN_MS = 500;

    /** Before Vite's proxy in dev mode (1100) and before REST. */
    private static final int BEFORE_ALL_ELSE = 1_000;

    /** Before the answer to unknown addresses. */
    private static final int AFTER_ALL_ELSE = Integer.MAX_VALUE - 2;

    private static final PagePolicy NO_PAGE_POLICY = new PagePolicy("", "");
    private static final String NO_PAGE = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Vitascope</title></head>
        <body><p>Vitascope is running, but its web page was built without Node: install Node 20.19 or newer, then build \
        or start Vitascope again; until then everything can be done at <a href="/q/swagger-ui/">/q/swagger-ui</a>.</p></body>
        </html>
        """;

    private final PageFiles files = new PageFiles(Thread.currentThread().getContextClassLoader());
    private final LinkPreviews previews;
    private volatile @Nullable PagePolicy policy;

    WebPage(LinkPreviews previews) {
        this.previews = previews;
    }

    /** The address of a screen or a file of the page, without what is different in each; empty for any other. */
    static Optional<String> route(String path) {
        Matcher video = VIDEO.matcher(path);
        if (video.matches()) {
            return Optional.of("/" + video.group(1) + "/{id}");
        }
        if (SCREEN.matcher(path).matches()) {
            return Optional.of(path);
        }
        return FILE.matcher(path).matches() ? Optional.of("/{file}") : Optional.empty();
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_ALL_ELSE).handler(this::serve);
        router.route().order(AFTER_ALL_ELSE).handler(this::explain);
    }

    private void serve(RoutingContext context) {
        String path = context.normalizedPath();
        boolean screen = SCREEN.matcher(path).matches();
        if (!isReading(context) || !(screen || FILE.matcher(path).matches())) {
            context.next();
            return;
        }
        Optional<PageFile> file = files.find(screen ? DOCUMENT : path.substring(1));
        Matcher video = VIDEO.matcher(path);
        if (file.isPresent() && video.matches()) {
            describe(context, file.get(), video.group(2));
            return;
        }
        if (file.isPresent()) {
            answer(context, file.get());
            return;
        }
        if (screen && path.length() > 1 && LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            context.reroute("/");
            return;
        }
        context.next();
    }

    private void describe(RoutingContext context, PageFile document, String id) {
        String origin = context.request().absoluteURI().replaceFirst("(?<=[^:/])/.*", "");
        context.vertx()
                .executeBlocking(() -> described(document, id, origin), false)
                .timeout(PREVIEW_WITHIN_MS, TimeUnit.MILLISECONDS)
                .onComplete(page -> answer(context, page.succeeded() ? page.result() : document));
    }

    private PageFile described(PageFile document, String id, String origin) {
        try {
            return previews.find(VideoId.parse(id))
                    .map(preview -> document.with(new PageHead(preview, origin, id).in(document.text())))
                    .orElse(document);
        } catch (InvalidValueException noVideo) {
            return document;
        }
    }

    private void answer(RoutingContext context, PageFile file) {
        HttpServerResponse response = context.response();
        boolean document = file.name().equals(DOCUMENT);
        if (document) {
            policy(file).apply(response.headers(), isEmbedded(context));
            if (context.normalizedPath().startsWith("/watch/")) {
                response.putHeader("Link", embedding(context));
            }
        }
        boolean hashed = file.name().startsWith("assets/");
        response.putHeader(HttpHeaders.CACHE_CONTROL, hashed ? "public, max-age=31536000, immutable" : "no-cache");
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean brotli = file.brotli() != null && accepted != null && accepted.matches(".*\\bbr\\b(?!;q=0(\\D|$)).*");
        boolean gzip = !brotli && file.gzip() != null && GzipAnswers.accepted(accepted);
        String tag = "\"" + file.digest() + (brotli ? "-br" : gzip ? "-gz" : "") + "\"";
        response.putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.VARY, "Accept-Encoding");
        if (EntityTags.notModified(context.request().getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        if (brotli || gzip) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, brotli ? "br" : "gzip");
        }
        byte[] bytes = brotli ? file.brotli() : gzip ? file.gzip() : file.bytes();
        send(context, file.type(), bytes == null ? file.bytes() : bytes);
    }

    /**
     * Whether the page shows no more than the player, which may stand in other sites. The page decides by the address
     * as it was written: at {@code //embed/1} it is whole.
     */
    private static boolean isEmbedded(RoutingContext context) {
        return context.response().getStatusCode() == 200
                && EMBEDDED.matcher(String.valueOf(context.request().path())).matches();
    }

    /** For sites that show a player where somebody has pasted the address of a video. Source: oembed.com, 1.0. */
    private static String embedding(RoutingContext context) {
        String address = context.request().absoluteURI().replaceFirst("[?#].*", "");
        return "</oembed?url=" + URLEncoder.encode(address, StandardCharsets.UTF_8)
                + ">; rel=\"alternate\"; type=\"application/json+oembed\"";
    }

    private PagePolicy policy(PageFile document) {
        PagePolicy known = policy;
        if (known == null) {
            known = PagePolicy.of(document.bytes());
            policy = known;
        }
        return known;
    }

    private void explain(RoutingContext context) {
        if (!isReading(context) || !isScreen(context)) {
            Optional<PageFile> document = isLost(context) ? files.find(DOCUMENT) : Optional.empty();
            document.ifPresentOrElse(
                    page -> {
                        context.response().setStatusCode(404);
                        answer(context, page);
                    },
                    context::next);
            return;
        }
        NO_PAGE_POLICY.apply(context.response().headers(), false);
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        send(context, "text/html;charset=UTF-8", NO_PAGE.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(RoutingContext context, String type, byte[] bytes) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes.length));
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end();
            return;
        }
        response.end(Buffer.buffer(bytes));
    }

    /** A person with a wrong address; the page tells them so, and shows the way on. */
    private static boolean isLost(RoutingContext context) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        return isReading(context)
                && accepted != null
                && accepted.contains("text/html")
                && !NOT_THE_PAGES.matcher(context.normalizedPath()).matches();
    }

    /** Whether one of the page's screens is at this address, whatever is asked of it. */
    static boolean isScreen(RoutingContext context) {
        return SCREEN.matcher(context.normalizedPath()).matches();
    }

    private static boolean isReading(RoutingContext context) {
        HttpMethod method = context.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
