package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a server that does nothing else. */
class ReadAheadWireTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long CANCEL = 8;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aClientThatSendsEachByteByItselfIsHeldBackByWhatThatCosts() throws Exception {
        int count = 40_000; // more than 4 MiB cost, of far fewer bytes
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Integer> came = new CompletableFuture<>();
        HttpServer server = serve(request -> {
            HttpServerRequest watched = new HttpServerRequestWrapper((HttpServerRequestInternal) request) {
                @Override
                public HttpServerRequest pause() {
                    held.countDown();
                    return super.pause();
                }
            };
            ReadAhead body = ReadAhead.of(watched, PATIENCE);
            vertx.<Integer>executeBlocking(() -> {
                        assertThat(held.await(20, TimeUnit.SECONDS))
                                .as("held back before anybody reads")
                                .isTrue();
                        return countOf(body);
                    })
                    .onComplete(done -> {
                        request.response().end();
                        if (done.succeeded()) {
                            came.complete(done.result());
                        } else {
                            came.completeExceptionally(done.cause());
                        }
                    });
        });
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(("1\r\nA\r\n".repeat(count) + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(came.get(1, TimeUnit.MINUTES)).isEqualTo(count);
        }
    }

    private static int countOf(ReadAhead body) throws IOException {
        try (body) {
            int sum = 0;
            for (int count = body.next().remaining();
                    count > 0;
                    count = body.next().remaining()) {
                sum += count;
            }
            return sum;
        }
    }

    @Test
    void aBodyThatStandsStillEndsAloneAndNotWhatElseTheConnectionCarries() throws Exception {
        HttpServer server = serve(request -> {
            if (request.path().equals("/other")) {
                request.resume();
                request.response().end("answered");
                return;
            }
            ReadAhead body = ReadAhead.of(request, Duration.ofMillis(300));
            vertx.<Integer>executeBlocking(() -> countOf(body));
        });
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setDefaultPort(server.actualPort()));
        HttpClientRequest silent = get(client.request(HttpMethod.PUT, "/silent"));
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        silent.connection().closeHandler(gone -> closed.complete(true));
        silent.setChunked(true);
        get(silent.sendHead());
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        silent.exceptionHandler(end::complete);
        silent.write("begun");
        assertThat(end.get(1, TimeUnit.MINUTES))
                .isInstanceOfSatisfying(StreamResetException.class, reset -> assertThat(reset.getCode())
                        .isEqualTo(CANCEL));
        HttpClientRequest other = get(client.request(HttpMethod.GET, "/other"));
        assertThat(other.connection()).isSameAs(silent.connection());
        assertThat(get(other.send().compose(HttpClientResponse::body)).toString())
                .isEqualTo("answered");
        assertThat(closed).isNotDone();
    }

    @Test
    void aBodyThatStandsStillEndsItsConnectionWhereThatCarriesNothingElse() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        HttpServer server = serve(request -> {
            ReadAhead body = ReadAhead.of(request, Duration.ofMillis(300));
            vertx.<Integer>executeBlocking(() -> countOf(body))
                    .onSuccess(read::complete)
                    .onFailure(read::completeExceptionally);
        });
        try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nbegun"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isNegative();
            assertThatThrownBy(() -> read.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("nothing came");
        }
    }

    /** Requests are paused, as Quarkus REST hands them on. */
    private HttpServer serve(Consumer<HttpServerRequest> answer) throws Exception {
        return get(vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    answer.accept(request);
                })
                .listen(0, "127.0.0.1"));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
