package io.vitascope.upload;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets an answer reach a client that is still sending.
 *
 * <p>A server that closes a connection with unread bytes in it makes the kernel send a reset, and the client may lose
 * the answer that was on its way. So the answer says {@code Connection: close}, what still comes is read and dropped,
 * and the connection is closed when the client has ended, or after {@value #PATIENCE_MILLIS} ms. Source: RFC 9112,
 * section 9.6.
 */
final class LingeringClose {

    private static final long PATIENCE_MILLIS = 10_000;
    private static final long NO_ERROR = 0;

    private LingeringClose() {}

    /** To be called before the answer is written, on any thread, unless the whole request has been read. */
    static void after(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.response().headWritten()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            context.addEndHandler(ended -> request.response().reset(NO_ERROR));
            return;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(ended -> drain(request));
    }

    private static void drain(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (request.isEnded()) {
            connection.close();
            return;
        }
        Vertx.currentContext().owner().setTimer(PATIENCE_MILLIS, expired -> connection.close());
        request.handler(dropped -> {});
        request.endHandler(ended -> connection.close());
        request.exceptionHandler(gone -> connection.close());
        request.resume();
    }
}
