package io.vitascope.platform.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A body on its way into memory. One that is too large or too slow, or that there is no room for, fails; what still
 * comes of it is dropped, so that the answer reaches its client, and then the connection ends. Confined to the
 * request's event loop.
 */
final class WholeBody {

    /** In a second, on average, once the patience is over: half of what the slowest mobile networks bring. */
    private static final long LEAST_BYTES = 4 << 10;
    /** So much of each has room in any case. */
    private static final long SMALL_BYTES = 64 << 10;
    /** What all have beyond that, unless it is more than an eighth of the heap. */
    private static final long MOST_BEYOND_BYTES = 64L << 20;

    private static final long LINGER_MILLIS = 10_000;
    private static final long NO_ERROR = 0;

    private final RoutingContext context;
    private final HttpServerRequest request;
    private final String kind;
    private final long mostBytes;
    private final long patienceMillis;
    private final AtomicLong beyondBytes;
    private final Runnable whole;
    private final Consumer<Throwable> failure;
    private Buffer body = Buffer.buffer();
    private final long begunNanos = System.nanoTime();
    private long watch;
    private long countedBytes;
    private boolean ended;
    private boolean failed;

    /** One of {@code whole} and {@code failure} will be called, once. {@code beyondBytes} counts for all bodies. */
    WholeBody(
            RoutingContext context,
            boolean json,
            HttpConfig config,
            AtomicLong beyondBytes,
            Runnable whole,
            Consumer<Throwable> failure) {
        this.context = context;
        this.request = context.request();
        this.kind = json ? "A JSON body" : "A body that is no upload's file";
        this.mostBytes = (json ? config.maxJsonSize() : config.maxBodySize()).asLongValue();
        this.patienceMillis = config.bodyPatience().toMillis();
        this.beyondBytes = beyondBytes;
        this.whole = whole;
        this.failure = failure;
    }

    /** Begins to read; the request is paused, as Quarkus REST hands it on. */
    void read() {
        watch = context.vertx().setPeriodic(patienceMillis, tick -> requirePace());
        context.addEndHandler(over -> giveBack());
        request.handler(this::arrived);
        request.endHandler(end -> ended());
        request.exceptionHandler(gone -> {
            ended = true;
            fail(new IOException(gone));
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void arrived(Buffer bytes) {
        if (failed) {
            return;
        }
        if (body.length() + bytes.length() > mostBytes) {
            fail(new ProblemException(
                    PlatformError.BODY_TOO_LARGE,
                    kind + " can have at most " + mostBytes + " bytes.",
                    Map.of("limit_bytes", mostBytes)));
            return;
        }
        body.appendBuffer(bytes);
        long beyond = Math.max(0, body.length() - SMALL_BYTES) - countedBytes;
        countedBytes += beyond;
        long all = beyondBytes.addAndGet(beyond);
        if (beyond > 0 && all > Math.min(MOST_BEYOND_BYTES, Runtime.getRuntime().maxMemory() / 8)) {
            fail(new ProblemException(
                    PlatformError.UNAVAILABLE, "Too many large bodies arrive at once. Try again in a few seconds."));
        }
    }

    private void requirePace() {
        long seconds = (System.nanoTime() - begunNanos) / 1_000_000_000;
        if (body.length() < seconds * LEAST_BYTES) {
            fail(new ProblemException(
                    PlatformError.BODY_TOO_SLOW,
                    "Only " + body.length() + " bytes of the body came in " + seconds + " seconds.",
                    Map.of("received_bytes", body.length())));
        }
    }

    private void ended() {
        ended = true;
        context.vertx().cancelTimer(watch);
        if (!failed) {
            ((RoutingContextInternal) context).setBody(body);
            whole.run();
        }
    }

    private void fail(Throwable reason) {
        context.vertx().cancelTimer(watch);
        if (!failed) {
            failed = true;
            giveBack();
            linger();
            failure.accept(reason);
        }
    }

    /** Again is a no-op. */
    private void giveBack() {
        beyondBytes.addAndGet(-countedBytes);
        countedBytes = 0;
        body = Buffer.buffer();
    }

    /** RFC 9112, section 9.6: closing while bytes wait to be read could take the answer away from the client. */
    private void linger() {
        HttpServerResponse response = request.response();
        if (ended || response.headWritten()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            context.addEndHandler(answered -> response.reset(NO_ERROR));
            return;
        }
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(answered -> {
            if (ended) {
                request.connection().close();
            } else {
                request.endHandler(end -> request.connection().close());
                context.vertx()
                        .setTimer(LINGER_MILLIS, expired -> request.connection().close());
            }
        });
    }
}
