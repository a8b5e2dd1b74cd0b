package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class FullDiskTest {

    private static final long MORE_THAN_ANY_DISK_BYTES = 900L << 40;

    @TestHTTPResource("/upload")
    @SuppressWarnings("NullAway.Init")
    private URI address;

    @Inject
    Scratch scratch;

    @Test
    void aFileThatWouldFillTheDiskIsRefusedBeforeItTravels() throws Exception {
        given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", MORE_THAN_ANY_DISK_BYTES)
                .post("/api/v1/uploads")
                .then()
                .statusCode(507)
                .body("code", equalTo("upload/no-space"))
                .body("free_bytes", greaterThan(0L))
                .body("reserve_bytes", greaterThan(0));
    }

    @Test
    void aFormThatWouldFillTheDiskIsRefusedBeforeItTravels() throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + MORE_THAN_ANY_DISK_BYTES
                                    + "\r\nContent-Type: multipart/form-data; boundary=edge\r\n\r\n--edge\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 507");
        }
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-"));
    }
}
