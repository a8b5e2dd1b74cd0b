package io.vitascope.delivery;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Names the viewer behind a request without saying who it is: a hash of the cookie {@value #COOKIE}, or, without one,
 * of the client's address and User-Agent. The address is the one Quarkus resolved, behind a proxy as it is configured
 * to.
 */
final class Viewer {

    static final String COOKIE = "vitascope_viewer";

    private Viewer() {}

    static String of(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie != null && !cookie.getValue().isBlank()) {
            return hash("cookie\n" + cookie.getValue());
        }
        SocketAddress address = request.remoteAddress();
        return hash(
                "client\n" + (address == null ? "" : address.hostAddress()) + "\n" + request.getHeader("User-Agent"));
    }

    private static String hash(String text) {
        return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
