package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class UploadsResourceTest {

    private static final String EDGE =
            "--edge\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x\"\r\n\r\n";
    private static final String FORM = "multipart/form-data; boundary=edge";

    @TestHTTPResource("/upload")
    @SuppressWarnings("NullAway.Init")
    private URI address;

    private final Scratch scratch;
    private final BlobStore blobs;
    private final Uploads uploads;
    private final Vertx vertx;
    private final String kafka;

    UploadsResourceTest(
            Scratch scratch,
            BlobStore blobs,
            Uploads uploads,
            Vertx vertx,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        this.scratch = scratch;
        this.blobs = blobs;
        this.uploads = uploads;
        this.vertx = vertx;
        this.kafka = kafka;
    }

    @Test
    void aFilmBecomesAVideoWhateverTheOrderOfTheFields() throws Exception {
        Path film = Clip.file();
        String id = given().multiPart("tags", "sea,sun")
                .multiPart("video", film.toFile())
                .multiPart("title", "  A day\tout ")
                .multiPart("tags", "Wind")
                .post("/upload")
                .then()
                .statusCode(201)
                .body("video.title", equalTo("A day out"))
                .body("video.tags", contains("sea", "sun", "wind"))
                .body("video.state", equalTo("processing"))
                .body("video.playable", equalTo(false))
                .body("video.filename", equalTo("one-second.mp4"))
                .body("video.size_bytes", equalTo((int) Files.size(film)))
                .body("video.sha256", equalTo(sha256(film)))
                .body("video.width", equalTo(320))
                .body("video.height", equalTo(240))
                .body("video.created_at", notNullValue())
                .body("video.links.hls", containsString("/hls/master.m3u8"))
                .body("video.links.dash", containsString("/dash/manifest.mpd"))
                .extract()
                .path("video_id");
        given().get("/api/v1/videos/"
                + id); // exists as soon as its event has travelled; the catalog's own tests wait for it
        assertThat(blobs.stat(Upload.source(VideoId.parse(id)))).isPresent();
        assertThat(scratch.names()).doesNotContain("upload-" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/upload", "/api/v1/videos"})
    void theAnswerNamesThePlaceOfTheVideo(String door) throws Exception {
        var answer = given().multiPart("video", Clip.file().toFile()).post(door);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.header("Location")).endsWith("/api/v1/videos/" + answer.path("video_id"));
        assertThat(answer.<String>path("video.title")).isEqualTo("one-second");
    }

    @Test
    void theWorldIsToldOfAnUpload() throws Exception {
        Path film = Clip.file();
        String id = given().multiPart("video", film.toFile())
                .multiPart("title", "Told")
                .post("/upload")
                .path("video_id");
        UploadEvent event = eventOf(id);
        var upload = event.getCompleted().getUpload();
        assertThat(UUID.fromString(event.getEventId())).isNotNull();
        assertThat(event.getVideoId()).isEqualTo(id);
        assertThat(upload.getTitle()).isEqualTo("Told");
        assertThat(upload.getSourceKey()).isEqualTo("videos/" + id + "/source");
        assertThat(upload.getSizeBytes()).isEqualTo(Files.size(film));
        assertThat(HexFormat.of().formatHex(upload.getSha256().toByteArray())).isEqualTo(sha256(film));
        assertThat(upload.getMedia().getVideo().getWidth()).isEqualTo(320);
        assertThat(upload.getMedia().getVideo().getPixelFormat()).isEqualTo("yuv420p");
        assertThat(upload.getMedia().getAudioCount()).isEqualTo(1);
    }

    @Test
    void aTextIsNoVideoAndNothingOfItRemains() {
        given().multiPart("video", "notes.mp4", "just words".repeat(1000).getBytes(StandardCharsets.UTF_8))
                .post("/upload")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("upload/not-media"))
                .body("detail", notNullValue());
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-"));
    }

    @Test
    void anEmptyFileIsRefused() {
        given().multiPart("video", "empty.mp4", new byte[0])
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/empty-file"));
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        given().multiPart("title", "Sea")
                .post("/upload")
                .then()
                .statusCode(400)
                .body("code", equalTo("upload/missing-file"));
    }

    @Test
    void aTitleThatIsTooLongIsRefused() throws Exception {
        given().multiPart("title", "x".repeat(201))
                .multiPart("video", Clip.file().toFile())
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/invalid-text"));
    }

    @Test
    void onlyAFormIsAccepted() {
        given().contentType("application/octet-stream")
                .body(new byte[10])
                .post("/upload")
                .then()
                .statusCode(415);
    }

    @Test
    void aBodyThatIsNoFormIsRefused() {
        given().contentType(FORM)
                .body("not a form".getBytes(StandardCharsets.UTF_8))
                .post("/upload")
                .then()
                .statusCode(400)
                .body("code", equalTo("upload/missing-file"));
    }

    @Test
    void aLargeFileNeverLiesInTheHeap() throws Exception {
        Zeros zeros = new Zeros(160L << 20);
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", FORM)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> form(zeros)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("upload/not-media");
        assertThat(zeros.grownBytes()).isLessThan(64L << 20);
    }

    @Test
    void aLargeFileOverHttp2NeverLiesInTheHeapEither() throws Exception {
        Zeros zeros = new Zeros(160L << 20);
        HttpClientOptions fromTheFirstByte =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        var client = vertx.createHttpClient(fromTheFirstByte);
        HttpClientRequest request =
                done(client.request(HttpMethod.POST, address.getPort(), address.getHost(), address.getPath()));
        request.putHeader("Content-Type", FORM).setChunked(true);
        InputStream body = form(zeros);
        for (byte[] piece = body.readNBytes(64 << 10); piece.length > 0; piece = body.readNBytes(64 << 10)) {
            done(request.write(Buffer.buffer(piece)));
        }
        done(request.end());
        HttpClientResponse answer = done(request.response());
        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(zeros.grownBytes()).isLessThan(64L << 20);
        done(client.close());
    }

    private static <T> T done(Future<T> step) {
        return step.toCompletionStage().toCompletableFuture().join();
    }

    private static InputStream form(InputStream file) {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(EDGE.getBytes(StandardCharsets.UTF_8)),
                file,
                new ByteArrayInputStream("\r\n--edge--\r\n".getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNothingBehind() throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM
                            + "\r\nContent-Length: 9000000\r\n\r\n" + EDGE + "x".repeat(200_000))
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            await().until(() -> scratch.names().stream().anyMatch(name -> name.startsWith("upload-")));
        }
        await().until(() -> scratch.names().stream().noneMatch(name -> name.startsWith("upload-")));
    }

    @Test
    void anUploadIsKnownUntilItIsForgotten() throws Exception {
        VideoId id = VideoId.parse(
                given().multiPart("video", Clip.file().toFile()).post("/upload").path("video_id"));
        assertThat(uploads.find(id)).isPresent();
        uploads.forget(id);
        uploads.forget(id);
        assertThat(uploads.find(id)).isEmpty();
    }

    private UploadEvent eventOf(String id) throws IOException {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka,
                ConsumerConfig.GROUP_ID_CONFIG,
                "test-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("upload.events"));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    if (id.equals(record.key())) {
                        return UploadEvent.parseFrom(record.value());
                    }
                }
            }
        }
        throw new AssertionError("no event of " + id);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
