package io.vitascope.upload;

import io.netty.util.NetUtil;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.kernel.Sha256;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who sends: a hash of the network address, of IPv6 of its first 64 bits, which is all that is kept. Behind a proxy it
 * is the proxy's, unless {@code quarkus.http.proxy.proxy-address-forwarding} is on.
 */
final class Sender {

    private static final int BYTES = 12;
    private static final int NETWORK_BYTES = 8;

    private Sender() {}

    /** Of a gRPC call, on the thread that begins it; null for one of this process's own. */
    static @Nullable String ofCall() {
        HttpServerRequest call = call();
        return call == null ? null : of(call);
    }

    /** What a gRPC call says beside its messages, on the thread that begins it; null when it does not. */
    static @Nullable String saidWithCall(String name) {
        HttpServerRequest call = call();
        return call == null ? null : call.getHeader(name);
    }

    private static @Nullable HttpServerRequest call() {
        Context context = Vertx.currentContext();
        RoutingContext call = context == null ? null : context.getLocal(RoutingContext.class.getName());
        return call == null ? null : call.request();
    }

    static String of(HttpServerRequest request) {
        String address =
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        return hash(String.valueOf(address));
    }

    static String hash(String address) {
        return Sha256.hex(network(address), BYTES);
    }

    /** Of IPv6, what one customer is given at least: with the other half he does as he likes. */
    private static String network(String address) {
        byte[] written = NetUtil.createByteArrayFromIpAddressString(address);
        if (written == null) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByAddress(written).getAddress(); // IPv4-mapped ones become IPv4
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
