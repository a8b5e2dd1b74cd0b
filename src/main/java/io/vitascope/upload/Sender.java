package io.vitascope.upload;

import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.Sha256;

/**
 * Who sends: a hash of the network address, which is all that is kept. Behind a proxy it is the proxy's, unless {@code
 * quarkus.http.proxy.proxy-address-forwarding} is on.
 */
final class Sender {

    private static final int BYTES = 12;

    private Sender() {}

    static String of(HttpServerRequest request) {
        String address =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        return Sha256.hex(String.valueOf(address), BYTES);
    }
}
