package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static io.vitascope.upload.TusClient.location;
import static io.vitascope.upload.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is sent twice: by a client that had no answer, or by people who have the same file. */
@QuarkusTest
class RepeatedUploadsTest {

    private static final String KEY = "Idempotency-Key";

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final Uploads uploads;
    private final UploadStore store;
    private final IdempotencyKeys keys;
    private final Scratch scratch;
    private final UploadLimits limits;
    private final UploadConfig config;
    private final RedisDataSource redis;

    RepeatedUploadsTest(
            Uploads uploads,
            UploadStore store,
            IdempotencyKeys keys,
            Scratch scratch,
            UploadLimits limits,
            UploadConfig config,
            RedisDataSource redis) {
        this.redis = redis;
        this.limits = limits;
        this.config = config;
        this.keys = keys;
        this.uploads = uploads;
        this.store = store;
        this.scratch = scratch;
    }

    @Test
    void aFormThatIsSentAgainWithItsKeyHasTheFirstAnswer() throws Exception {
        String key = UUID.randomUUID().toString();
        HttpResponse<String> answer = sent(key, "edge", "a.mp4");
        assertThat(answer.statusCode()).isEqualTo(201);
        String first = JsonPath.from(answer.body()).getString("video_id");
        HttpResponse<String> again = sent(key, "another-edge", "a.mp4");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(JsonPath.from(again.body()).getString("video_id")).isEqualTo(first);
        assertThat(JsonPath.from(again.body()).getString("video.id")).isEqualTo(first);
        HttpResponse<String> other = sent(key, "edge", "another-length.mp4");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("upload/key-reused");
        assertThat(sent(key, "edge", "b.mp4").body()).contains("upload/key-reused");
        form(UUID.randomUUID().toString(), "a.mp4").statusCode(201).body("video_id", not(equalTo(first)));
    }

    /** Cameras name their files alike, and a fixed bit rate makes them as long. */
    @Test
    void aKeyIsNotForAnotherFileOfTheSameNameAndLength() throws Exception {
        String key = UUID.randomUUID().toString();
        String first = JsonPath.from(sent(key, "edge", "a.mp4").body()).getString("video_id");
        byte[] another = Files.readAllBytes(Clip.file());
        another[Math.min(another.length, MultipartForm.FIRST_BYTES) - 1]++;
        HttpResponse<String> answer = sent(key, "edge", "a.mp4", another);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("upload/key-reused");
        assertThat(JsonPath.from(sent(key, "edge", "a.mp4").body()).getString("video_id"))
                .isEqualTo(first);
    }

    @Test
    void aFormThatIsSentAgainNeedsAPlaceAsEveryOther() throws Exception {
        String key = UUID.randomUUID().toString();
        String first = titled(key, "one").statusCode(201).extract().path("video_id");
        int taken = 0;
        try {
            for (; limits.active() < config.maxActive(); taken++) {
                limits.enter();
            }
            titled(key, "one").statusCode(503).body("code", equalTo("upload/busy"));
        } finally {
            for (; taken > 0; taken--) {
                limits.leave();
            }
        }
        titled(key, "one").statusCode(201).body("video_id", equalTo(first));
    }

    @Test
    void aKeyIsNotForAFormWithOtherWordsOfTheSameLength() throws Exception {
        String key = UUID.randomUUID().toString();
        String first = titled(key, "one").statusCode(201).extract().path("video_id");
        titled(key, "two").statusCode(422).body("code", equalTo("upload/key-reused"));
        titled(key, "one").statusCode(201).body("video_id", equalTo(first));
    }

    @Test
    void aKeyOfARefusedUploadMayBeUsedAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        given().header(KEY, key)
                .multiPart("video", "x.mp4", new byte[1000])
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/not-media"));
        form(key, "a.mp4").statusCode(201);
    }

    @Test
    void aKeyMustBePrintable() throws Exception {
        form("with blanks", "a.mp4").statusCode(400).body("code", equalTo("upload/bad-key"));
        form("x".repeat(256), "a.mp4").statusCode(400);
    }

    @Test
    void theSameFormAtTheSameTimeIsAConflict() throws Exception {
        String key = UUID.randomUUID().toString();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=edge\r\n" + KEY
                            + ": " + key + "\r\nContent-Length: 5000\r\n\r\n--edge\r\nContent-Disposition: form-data; "
                            + "name=\"video\"; filename=\"x\"\r\n\r\nxx")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            IdempotencyKeys.Key known = IdempotencyKeys.Key.of(key, new FormLength(5_000, "edge".length()))
                    .orElseThrow();
            await().until(() -> keys.find(known).isPresent());
            HttpResponse<String> second = new TusClient(server)
                    .send(
                            "POST",
                            "/upload",
                            BodyPublishers.ofByteArray(new byte[5000]),
                            "Content-Type",
                            "multipart/form-data; boundary=edge",
                            KEY,
                            key);
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(second.body()).contains("upload/key-in-use");
        }
    }

    @Test
    void ofTwoRequestsWithOneKeyTheSlowerOpensNothing() {
        String client = UUID.randomUUID().toString();
        Optional<IdempotencyKeys.Key> key = IdempotencyKeys.Key.of(client, "the", "same");
        assertThatThrownBy(() -> keys.once(key, IdempotencyKeys.Found::id, slower -> {
                    keys.once(key, IdempotencyKeys.Found::id, faster -> opened(client, faster));
                    return opened(client, slower);
                }))
                .hasMessageContaining("Another request with this Idempotency-Key");
        assertThat(store.countOf(client)).isEqualTo(1);
        VideoId first = keys.once(key, IdempotencyKeys.Found::id, claim -> opened(client, claim));
        assertThat(store.countOf(client)).isEqualTo(1);
        uploads.discard(first, Ending.LOST);
        VideoId next = keys.once(key, IdempotencyKeys.Found::id, claim -> opened(client, claim));
        assertThat(next).isNotEqualTo(first);
        uploads.discard(next, Ending.LOST);
    }

    /** Nobody would know of it, and an import would fetch itself all the same. */
    @Test
    void withoutItsKeyNoUploadIsOpened() {
        String client = UUID.randomUUID().toString();
        IdempotencyKeys.Key key = IdempotencyKeys.Key.of(client, "the", "same").orElseThrow();
        assertThatThrownBy(() -> keys.once(Optional.of(key), IdempotencyKeys.Found::id, claim -> {
                    redis.list(String.class).lpush(key.name(), "what is no string can't be read");
                    return opened(client, claim);
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(store.countOf(client)).isZero();
        redis.key().del(key.name());
    }

    private VideoId opened(String client, IdempotencyKeys.Claim claim) {
        return uploads.open(Duration.ofMinutes(1), null, client, claim).id();
    }

    @Test
    void anUploadThatIsBegunAgainWithItsKeyIsTheSameUpload() throws Exception {
        TusClient tus = new TusClient(server);
        String key = UUID.randomUUID().toString();
        String words = metadata("title", "Once");
        String upload = tus.create(100, KEY, key, "Upload-Metadata", words);
        tus.patch(upload, 0, new byte[40]);
        HttpResponse<String> again = tus.post("Upload-Length", "100", KEY, key, "Upload-Metadata", words);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(location(again)).isEqualTo(upload);
        assertThat(TusClient.header(again, "Upload-Offset")).isEqualTo("40");
        assertThat(tus.post("Upload-Length", "101", KEY, key, "Upload-Metadata", words)
                        .body())
                .contains("upload/key-reused");
        tus.send("DELETE", upload);
        assertThat(tus.create(100, KEY, key, "Upload-Metadata", words)).isNotEqualTo(upload);
        tus.close();
    }

    @Test
    void aFileWithAnotherHashThanItsSenderSaysIsRefused() throws Exception {
        String right =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Clip.file())));
        given().multiPart("sha256", right)
                .multiPart("video", Clip.file().toFile())
                .post("/upload")
                .then()
                .statusCode(201);
        String wrong = "0".repeat(64);
        given().multiPart("video", Clip.file().toFile())
                .multiPart("sha256", wrong)
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/digest-mismatch"))
                .body("expected", equalTo(wrong))
                .body("actual", equalTo(right));
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-") && !known(name));
        given().multiPart("sha256", "nonsense")
                .multiPart("video", Clip.file().toFile())
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/invalid-text"));
        TusClient tus = new TusClient(server);
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length, "Upload-Metadata", metadata("sha256", wrong));
        assertThat(tus.patch(upload, 0, film).body()).contains("upload/digest-mismatch");
    }

    @Test
    void theAnswerSaysThatTheSameFileIsHereAlready() throws Exception {
        String first = form(UUID.randomUUID().toString(), "a.mp4").extract().path("video_id");
        Upload upload = uploads.find(VideoId.parse(first)).orElseThrow();
        String oldest = store.oldestWith(upload.sha256()).orElseThrow().toString();
        form(UUID.randomUUID().toString(), "b.mp4").statusCode(201).body("duplicate_of", equalTo(oldest));
        uploads.forget(VideoId.parse(oldest));
        assertThat(store.oldestWith(upload.sha256()).orElseThrow().toString()).isGreaterThan(oldest);
    }

    private boolean known(String name) {
        return store.find(VideoId.parse(name.substring("upload-".length()))).isPresent();
    }

    /** With a length that is known beforehand, as browsers and curl send it. */
    private HttpResponse<String> sent(String key, String boundary, String filename) throws Exception {
        return sent(key, boundary, filename, Files.readAllBytes(Clip.file()));
    }

    private HttpResponse<String> sent(String key, String boundary, String filename, byte[] file) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"video\"; filename=\"" + filename
                        + "\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(file);
        body.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return new TusClient(server)
                .send(
                        "POST",
                        "/upload",
                        BodyPublishers.ofByteArray(body.toByteArray()),
                        "Content-Type",
                        "multipart/form-data; boundary=" + boundary,
                        KEY,
                        key);
    }

    private static ValidatableResponse titled(String key, String title) throws Exception {
        return given().header(KEY, key)
                .multiPart("title", title)
                .multiPart("video", "a.mp4", Files.readAllBytes(Clip.file()))
                .post("/upload")
                .then();
    }

    private static ValidatableResponse form(String key, String filename) throws Exception {
        return given().header(KEY, key)
                .multiPart("video", filename, Files.readAllBytes(Clip.file()))
                .post("/upload")
                .then();
    }
}
