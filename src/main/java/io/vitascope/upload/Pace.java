package io.vitascope.upload;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Optional;

/**
 * Holds back a client whose request upgrades the connection to HTTP/2 and has a body (h2c; Java's own client does it).
 *
 * <p>That body still comes as HTTP/1.1, past the windows of HTTP/2, and Vert.x 4.5 queues all of it, however slowly it is
 * read. So here the socket is read only while somebody waits for bytes and few are queued. Every other request has the
 * flow control of its protocol. Threads: confined to the one that reads the body.
 */
final class Pace {

    private static final long MAX_QUEUED_BYTES = 256 << 10;

    private final HttpServerRequest request;
    private final Channel channel;
    private long consumedBytes;

    private Pace(HttpServerRequest request, Channel channel) {
        this.request = request;
        this.channel = channel;
    }

    /** Empty for a request that needs no help. */
    static Optional<Pace> of(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 || !(request.connection() instanceof ConnectionBase connection)) {
            return Optional.empty();
        }
        Channel channel = connection.channel();
        boolean upgrading = channel.pipeline().get(HttpRequestDecoder.class) != null;
        return upgrading ? Optional.of(new Pace(request, channel)) : Optional.empty();
    }

    void beforeRead() {
        channel.config().setAutoRead(request.bytesRead() - consumedBytes < MAX_QUEUED_BYTES);
    }

    void afterRead(int countBytes) {
        channel.config().setAutoRead(false);
        consumedBytes += Math.max(0, countBytes);
    }

    /** The body is of no more interest. */
    void release() {
        channel.config().setAutoRead(true);
    }
}
