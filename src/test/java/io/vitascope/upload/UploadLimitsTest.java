package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(UploadLimitsTest.SmallFiles.class)
class UploadLimitsTest {

    @TestHTTPResource("/upload")
    @SuppressWarnings("NullAway.Init")
    private URI address;

    @Inject
    Scratch scratch;

    @Test
    void aFileThatIsTooLargeIsRefusedByItsLength() {
        given().multiPart("video", "big.mp4", new byte[3 << 20])
                .post("/upload")
                .then()
                .statusCode(413)
                .body("code", equalTo("upload/too-large"))
                .body("limit_bytes", equalTo(1 << 20));
    }

    @Test
    void aFileThatTurnsOutTooLargeIsRefusedWhileItsClientStillSends() throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: multipart/form-data; boundary=edge\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            chunk(
                    out,
                    "--edge\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x\"\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            byte[] piece = new byte[64 << 10];
            for (int i = 0; i < 160; i++) { // ten times the limit, without once looking whether somebody answers
                chunk(out, piece);
            }
            InputStream in = socket.getInputStream();
            String head = new String(in.readNBytes(12), StandardCharsets.UTF_8);
            assertThat(head).isEqualTo("HTTP/1.1 413");
        }
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-"));
    }

    private static void chunk(OutputStream out, byte[] bytes) throws Exception {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    public static final class SmallFiles implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("vitascope.upload.max-size", "1M");
        }
    }
}
