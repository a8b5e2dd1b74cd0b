package io.vitascope.platform.http;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.cors.CORSConfig;
import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.platform.PlatformError;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites that somebody has open from changing or deleting anything, since nobody is asked who he
 * is. They may read, for players, and upload; what no browser sends has no origin and is let through.
 *
 * <p>Browsers tell where a request comes from by headers that no page can set. A page can't make them send any other
 * header of its own choice either, such as the host that a proxy forwards, unless a preflight allows it; and those are
 * answered here. Source: Fetch Standard; Fetch Metadata Request Headers. Threads: event loops.
 */
@Singleton
final class OtherOrigins {

    /** Before the filter of Quarkus, which answers preflights itself, and after what tells caches. */
    private static final int BEFORE_CORS = CrossOrigin.CORS + 1;

    private static final List<String> READING = List.of("GET", "HEAD", "OPTIONS");
    /** Whose paths below are open as well. */
    private static final List<String> UPLOADS = List.of("/api/v1/uploads", "/api/v1/direct-uploads");
    /** Where a POST with a file, or with the address of one, makes a video. */
    private static final List<String> FORMS = List.of("/upload", "/api/v1/videos");

    private final ProblemWriter writer;
    private final CORSConfig cors;
    private final List<Pattern> named;
    private final Set<String> trusted;

    OtherOrigins(ProblemWriter writer, VertxHttpConfig http, HttpConfig config) {
        this.writer = writer;
        this.cors = http.cors();
        this.named = CORSFilter.parseAllowedOriginsRegex(cors.origins());
        this.trusted = config.trustedOrigins().orElse(Set.of());
    }

    void install(@Observes Filters filters) {
        filters.register(this::guard, BEFORE_CORS);
    }

    private void guard(RoutingContext context) {
        HttpServerRequest request = context.request();
        String preflight = isPreflight(request) ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) : null;
        String method = preflight == null ? request.method().name() : preflight;
        List<String> open = openMethods(context.normalizedPath());
        if (preflight == null && open.contains(method) || mayChange(request)) {
            context.next();
            return;
        }
        if (!open.contains(method)) {
            refuse(context, String.valueOf(request.getHeader(HttpHeaders.ORIGIN)));
            return;
        }
        context.addHeadersEndHandler(
                written -> narrow(context.response(), open)); // a browser keeps the answer for every method in it
        context.next();
    }

    private static void narrow(HttpServerResponse response, List<String> open) {
        if (response.headers().contains(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS)) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(",", open));
        }
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader(HttpHeaders.ORIGIN) != null
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    /** What pages of every origin may do at an address. */
    private static List<String> openMethods(String path) {
        String bare = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (UPLOADS.stream().anyMatch(uploads -> bare.equals(uploads) || bare.startsWith(uploads + "/"))) {
            return List.of("GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE");
        }
        return FORMS.contains(bare) ? List.of("GET", "HEAD", "OPTIONS", "POST") : READING;
    }

    private boolean mayChange(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if ("same-origin".equals(site) || "none".equals(site)) {
            return true;
        }
        if (origin == null) {
            return site == null;
        }
        return isNamed(origin) || isOurs(origin, request);
    }

    private boolean isNamed(String origin) {
        return trusted.contains(origin)
                || cors.enabled()
                        && cors.origins().filter(all -> all.contains(origin)).isPresent()
                || cors.enabled() && CORSFilter.isOriginAllowedByRegex(named, origin);
    }

    /** Whether it is where this request was sent to: by its {@code Host}, or the one that a proxy has forwarded. */
    private static boolean isOurs(String origin, HttpServerRequest request) {
        URI from;
        try {
            from = new URI(origin);
        } catch (URISyntaxException unreadable) {
            return false;
        }
        if (from.getHost() == null) {
            return false; // "null", of a file or a sandboxed frame
        }
        int usual = "https".equalsIgnoreCase(from.getScheme()) ? 443 : 80;
        String here = from.getHost().toLowerCase(Locale.ROOT) + ":" + (from.getPort() < 0 ? usual : from.getPort());
        return Stream.of(
                        request.authority(),
                        authority(request.getHeader(HttpHeaders.HOST)),
                        authority(request.getHeader("X-Forwarded-Host")))
                .filter(to -> to != null)
                .anyMatch(to ->
                        here.equals(to.host().toLowerCase(Locale.ROOT) + ":" + (to.port() <= 0 ? usual : to.port())));
    }

    /** Of several, as a row of proxies leaves them, the first: what the client called. */
    private static @Nullable HostAndPort authority(@Nullable String header) {
        return header == null ? null : HostAndPort.parseAuthority(header.split(",", 2)[0].strip(), -1);
    }

    private void refuse(RoutingContext context, String origin) {
        HttpServerResponse response = context.response();
        boolean openToAll = CORSFilter.isConfiguredWithWildcard(cors.origins());
        if (cors.enabled() && openToAll) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*"); // so that its page can read why
        }
        String setting = openToAll ? "vitascope.http.trusted-origins" : "quarkus.http.cors.origins";
        writer.write(
                ProblemDocument.of(
                        PlatformError.OTHER_ORIGIN,
                        "Pages of the origin " + origin + " may change nothing here. If they are yours, the operator"
                                + " names it in " + setting + ".",
                        Map.of("origin", origin, "setting", setting),
                        context.request().path()),
                response);
    }
}
