package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
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

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** A box that players skip; with it the file is larger than two parts of any store. */
    private static final int PADDING_BYTES = 11 << 20;

    @TempDir
    Path folder;

    @Inject
    BlobStore blobs;

    @Inject
    Scratch scratch;

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

        given().delete("/api/v1/videos/" + id).then().statusCode(204);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(found(id)).isEmpty();
            assertThat(unfinished(id)).isEmpty();
            assertThat(scratchOf(id)).isEmpty();
        });
    }

    /** Uploads that the store has begun for this video and not ended; none where it has no such thing. */
    abstract List<String> unfinished(String id);

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

    private List<String> found(String id) {
        try (Stream<BlobInfo> found = blobs.list(BlobKey.ofVideo(VideoId.parse(id)))) {
            return found.map(info -> info.key().value()).toList();
        }
    }

    private List<Path> scratchOf(String id) throws IOException {
        try (Stream<Path> found = Files.walk(scratch.file("x").resolveSibling("."))) {
            return found.filter(path -> path.toString().contains(id)).toList();
        }
    }
}
