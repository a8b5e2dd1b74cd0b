package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that come over a connection, read by a worker whose clock can jump as it does when its process stood still. */
class ReadAheadTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong stoodStillNanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theServersStandstillIsNotTheClientsSilence() throws Exception {
        try (Socket socket = send("half", 8, Duration.ofSeconds(20))) {
            stoodStillNanos.addAndGet(Duration.ofHours(8).toNanos());
            int before = looks.get();
            await().until(() -> looks.get() > before + 1 || end.isDone());
            write(socket, "half");
            await().until(end::isDone);
            assertThat(end.join()).isEqualTo("whole");
            assertThat(arrived).hasValue(8);
        }
    }

    @Test
    void aClientThatSendsNothingMoreIsGone() throws Exception {
        try (Socket socket = send("half", 8, Duration.ofMillis(500))) {
            assertThat(socket.getInputStream().read()).isNegative();
            await().until(end::isDone);
            assertThat(end.join()).contains("nothing came");
        }
    }

    private Socket send(String first, int lengthBytes, Duration patience) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    CompletableFuture.runAsync(() -> read(request, patience));
                })
                .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + lengthBytes + "\r\n\r\n" + first);
        await().until(() -> arrived.get() == first.length());
        return socket;
    }

    private void read(HttpServerRequest request, Duration patience) {
        try (ReadAhead body = ReadAhead.of(request, patience, this::nanos)) {
            for (int count = body.next().remaining();
                    count > 0;
                    count = body.next().remaining()) {
                arrived.addAndGet(count);
            }
            end.complete("whole");
        } catch (IOException e) {
            end.complete(String.valueOf(e.getMessage()));
        }
    }

    private long nanos() {
        looks.incrementAndGet();
        return System.nanoTime() + stoodStillNanos.get();
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
