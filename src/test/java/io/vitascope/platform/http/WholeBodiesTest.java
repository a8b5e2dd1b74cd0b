package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Bodies that are no files of uploads take a worker thread when they are whole. */
@QuarkusTest
class WholeBodiesTest {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final List<String> KINDS = List.of(
            "POST /api/v1/videos/batch HTTP/1.1\r\nContent-Type: application/json",
            "PUT /api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057/captions/en HTTP/1.1\r\nContent-Type: text/vtt",
            "PUT /api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057/poster HTTP/1.1\r\nContent-Type: image/png");

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final int threads;

    WholeBodiesTest(@ConfigProperty(name = "quarkus.thread-pool.max-threads") int threads) {
        this.threads = threads;
    }

    @Test
    void clientsThatSendSlowlyKeepNoThreadAndAreToldSo() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < threads + 5; i++) {
                slow.add(begun(KINDS.get(i % KINDS.size()), "x"));
            }
            for (int i = 0; i < 20; i++) {
                given().get("/api/v1/videos").then().statusCode(200);
            }
            given().get("/q/health/live").then().statusCode(200);
            for (Socket socket : slow) {
                assertThat(socket.getInputStream().available())
                        .as("answers to who is still sending, while others were answered")
                        .isZero();
            }
            for (Socket socket : slow.subList(0, KINDS.size())) {
                assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("platform/body-too-slow");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatIsLargerThanAnyMayBeIsRefusedWhileItsClientStillSends() throws IOException {
        try (Socket socket = begun(KINDS.get(1), "x")) {
            sendTooMuch(socket);
            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ").contains("platform/body-too-large");
        }
    }

    @Test
    void bodiesThatWereRefusedTakeNoRoomFromOthers() throws IOException {
        for (int round = 0; round < 3; round++) {
            try (Socket socket = begun(KINDS.get(1), "x")) {
                sendTooMuch(socket);
                assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
            }
        }
        given().contentType("text/vtt")
                .body("x".repeat(200 << 10))
                .put("/api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057/captions/en")
                .then()
                .statusCode(404);
    }

    /** The next request of the connection is read too. */
    @Test
    void aBodyInPiecesIsPutTogether() throws IOException {
        String person = "{\"name\":\"Ada\",\"age\":36,\"marks\":[1]}";
        given().contentType("application/json")
                .body(person)
                .post("/api/trial/person")
                .then()
                .statusCode(200)
                .body("name", equalTo("Ada"));
        String head =
                "POST /api/trial/person HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
                        + "Connection: close\r\nContent-Length: " + person.length() + "\r\n\r\n";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            for (byte one : person.getBytes(StandardCharsets.UTF_8)) {
                socket.getOutputStream().write(one);
                socket.getOutputStream().flush();
            }
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("Ada");
        }
    }

    private Socket begun(String request, String body) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream()
                .write((request + "\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** More than any body may have, and nothing more: the server, which listens on for a while, need not. */
    private static void sendTooMuch(Socket socket) throws IOException {
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 35; i++) {
            socket.getOutputStream().write(piece);
        }
        socket.shutdownOutput();
    }

    /** Head and body; the server may keep the connection for a while. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the answer ends with %s", head).isNotNegative();
            head.append((char) next);
        }
        Matcher length = CONTENT_LENGTH.matcher(head);
        assertThat(length.find()).as("a length in %s", head).isTrue();
        return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    }
}
