package io.vitascope.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that has begun in HTTP/1.1 stays in it, so that a proxy reads each of its requests. */
@QuarkusTest
class IgnoredUpgradesTest {

    private static final String UPGRADE =
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQBAAAAAAIAAAAA\r\n";

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT"}) // HTTP/2 begins with a P as well
    void aRequestForHttp2IsAnsweredAsIfItHadNotAsked(String method) throws Exception {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String request = method + " /api/trial/page HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n";
            assertThat(statusOf(socket, request + UPGRADE + "\r\n")).doesNotContain(" 101 ");
            assertThat(statusOf(socket, "GET /api/trial/page HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .as("the next one of the same connection")
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            for (byte one : ("PUT /api/trial/page HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + UPGRADE + "\r\n")
                    .getBytes(StandardCharsets.UTF_8)) {
                out.write(one);
                out.flush();
            }
            assertThat(statusOf(socket, "")).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    /** It asks for HTTP/2 on each new connection. */
    @Test
    void javasOwnClientIsAnsweredInTheProtocolThatItBeganIn() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/api/trial/video")).build();
        HttpResponse<byte[]> video = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(video.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(video.body()).hasSize(100_000);
    }

    /** The line with the status; head and body are read as well. */
    private static String statusOf(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String status = in.readLine();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        for (int left = length; left > 0; left--) {
            in.read();
        }
        return status == null ? "nothing" : status;
    }
}
