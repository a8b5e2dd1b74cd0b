package io.vitascope.upload;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who sends: a hash of the network address, which is all that is kept. Behind a proxy it is the proxy's, unless {@code
 * quarkus.http.proxy.proxy-address-forwarding} is on.
 */
final class Sender {

    private static final int BYTES = 12;

    private Sender() {}

    /** Of a gRPC call, on the thread that begins it; null for one of this process's own. */
    static @Nullable String ofCall() {
        Context context = Vertx.currentContext();
        RoutingContext call = context == null ? null : context.getLocal(RoutingContext.class.getName());
        return call == null ? null : of(call.request());
    }

    static String of(HttpServerRequest request) {
        String address =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.valueOf(address).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
