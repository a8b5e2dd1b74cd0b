package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.InABucket;
import io.vitascope.SmallVideo;
import io.vitascope.storage.VideoBlobs;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Players that were paused, and a bucket to which there are few connections. */
@QuarkusTest
@TestProfile(SlowReadersTest.FewConnections.class)
class SlowReadersTest extends ViewersTest {

    /** More than all buffers on the way take. */
    private static final int SOURCE_BYTES = 40 << 20;

    private static final int CONNECTIONS = 4;

    public static final class FewConnections implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new InABucket().getConfigOverrides());
            overrides.put("vitascope.storage.s3.connections", String.valueOf(CONNECTIONS));
            overrides.put("vitascope.processing.slots", "0");
            return overrides;
        }
    }

    @TempDir
    static Path directory;

    private final byte[] source = new byte[SOURCE_BYTES];
    private final List<Socket> paused = new ArrayList<>();

    @BeforeAll
    void publish() throws Exception {
        PublishedClip.publish(blobs, catalog, id, directory);
        new Random(1).nextBytes(source);
        blobs.put(VideoBlobs.source(id), source);
    }

    @AfterEach
    void close() throws Exception {
        for (Socket socket : paused) {
            socket.close();
        }
    }

    @Test
    @Timeout(180)
    void whoDoesNotReadKeepsNobodyElseFromTheBucket() throws Exception {
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            paused.add(ask());
        }
        given().head(video + "/stream?quality=source").then().statusCode(200);
        assertThat(SmallVideo.upload(directory)).isNotBlank();

        InputStream rest = paused.get(0).getInputStream();
        assertThat(rest.readNBytes(SOURCE_BYTES)).isEqualTo(source);
    }

    /** The head of the answer is here; of its body nothing is read. */
    private Socket ask() throws Exception {
        URI address = server.toURI();
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET " + video + "/stream?quality=source HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("after %s", head).isNotNegative();
            head.append((char) next);
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        return socket;
    }
}
