package io.vitascope.platform.http;

import io.netty.handler.codec.http.HttpRequestDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers a request that upgrades its connection to HTTP/2 only when the client has said its first words in HTTP/2.
 *
 * <p>Vert.x answers at once, right behind the 101. Java's own client then waits for ever when that is more than it had
 * room for, and curl before 8.1 gives up: both seen with answers of 70 kB. Only what reads is held back: a body comes
 * before those words, and would wait in memory. Threads: event loops.
 */
@Singleton
final class UpgradedRequests {

    /** Before what answers, after what refuses. */
    private static final int FIRST = 9_000;
    /** Of a client that says nothing; its request is answered all the same. */
    private static final long PATIENCE_MILLIS = 1_000;

    private final Vertx vertx;

    UpgradedRequests(Vertx vertx) {
        this.vertx = vertx;
    }

    void install(@Observes Filters filters) {
        filters.register(this::hold, FIRST);
    }

    private void hold(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2 || !asksForMuch(request) || !isUpgrading(request)) {
            context.next();
            return;
        }
        AtomicBoolean held = new AtomicBoolean(true);
        request.pause();
        long timer = vertx.setTimer(PATIENCE_MILLIS, late -> release(context, held));
        request.connection().remoteSettingsHandler(settings -> {
            vertx.cancelTimer(timer);
            release(context, held);
        });
    }

    private static void release(RoutingContext context, AtomicBoolean held) {
        if (held.getAndSet(false)) {
            context.request().resume();
            context.next();
        }
    }

    /** By its method: of the headers that tell of a body, the upgrade has taken one away. */
    private static boolean asksForMuch(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    /** The request itself came as HTTP/1.1, and its decoder is still there. */
    private static boolean isUpgrading(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                && connection.channel().pipeline().get(HttpRequestDecoder.class) != null;
    }
}
