package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.processing.ffmpeg.TestClips;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the first byte of an upload to the last blob of a deletion, the same on every store. */
abstract class LifeOfAVideo {

    static final Path DATA = Path.of("target", "test-data");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A box that players skip; with it the file is larger than two parts of any store. */
    private static final int PADDING_BYTES = 11 << 20;

    @TempDir
    Path folder;

    @Test
    void whatIsUploadedPlaysAndWhatIsDeletedLeavesNothing() throws Exception {
        byte[] clip = clip();
        String id = uploaded(clip);
        await().atMost(PATIENCE)
                .until(() -> get("/api/v1/videos/" + id).path("state").equals("ready"));

        assertThat(get("/api/v1/videos/" + id + "/stream?quality=source").asByteArray())
                .isEqualTo(clip);
        Response part = given().header("Range", "bytes=100-199").get("/api/v1/videos/" + id + "/stream?quality=low");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).hasSize(100);
        assertThat(segments(id).pictures).hasSize(50);
        get("/api/v1/videos/" + id + "/thumbnail.jpg?time=1&width=160")
                .then()
                .statusCode(200)
                .contentType("image/jpeg");
        get("/api/v1/videos/" + id + "/poster.jpg").then().statusCode(200);

        assertThat(stored(id)).isNotEmpty();
        given().delete("/api/v1/videos/" + id).then().statusCode(204);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(stored(id)).isEmpty();
            assertThat(scratch(id)).isEmpty();
        });
    }

    /** What the store holds of this video, with what was begun there and not ended. */
    abstract List<String> stored(String id) throws IOException;

    private byte[] clip() throws Exception {
        byte[] film = Files.readAllBytes(TestClips.in(folder, "clip.mp4")
                .size(320, 240)
                .frames(50, 25)
                .audio(2, 2)
                .make());
        ByteBuffer padded = ByteBuffer.allocate(film.length + PADDING_BYTES).put(film);
        padded.putInt(PADDING_BYTES).put("free".getBytes(StandardCharsets.US_ASCII));
        return padded.array();
    }

    /** In two requests, as a client does whose connection broke. */
    private static String uploaded(byte[] clip) {
        String upload = given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", clip.length)
                .post("/api/v1/uploads")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
        int half = clip.length / 2;
        append(upload, 0, Arrays.copyOf(clip, half));
        return append(upload, half, Arrays.copyOfRange(clip, half, clip.length))
                .header("Video-Location")
                .replaceFirst(".*/", "");
    }

    private static Response append(String upload, int offset, byte[] bytes) {
        return given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", offset)
                .contentType("application/offset+octet-stream")
                .body(bytes)
                .patch(upload)
                .then()
                .statusCode(204)
                .extract()
                .response();
    }

    private DecodedFile segments(String id) throws Exception {
        String base = "/api/v1/videos/" + id + "/hls/";
        String variant = get(base + "master.m3u8")
                .asString()
                .lines()
                .filter(line -> line.endsWith("240p/index.m3u8"))
                .findFirst()
                .orElseThrow();
        String directory = base + variant.replace("index.m3u8", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(get(directory + "init.mp4").asByteArray());
        for (String line : get(base + variant)
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList()) {
            bytes.write(get(directory + line).asByteArray());
        }
        return DecodedFile.of(Files.write(folder.resolve("track.mp4"), bytes.toByteArray()));
    }

    private static List<String> scratch(String id) throws IOException {
        return below(DATA.resolve("scratch"), id);
    }

    static List<String> below(Path folder, String id) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.map(Path::toString).filter(path -> path.contains(id)).toList();
        }
    }
}
