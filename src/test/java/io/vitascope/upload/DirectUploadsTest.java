package io.vitascope.upload;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vitascope.InABucket;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.DirectParts;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.S3Server;
import io.vitascope.storage.Unfinished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Files that go to the bucket without passing here. */
@QuarkusTest
@TestProfile(InABucket.class)
class DirectUploadsTest {

    private static final int PART = 5 << 20;
    private static final String DIRECT = "/api/v1/direct-uploads";

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlobStore blobs;
    private final UploadStore store;
    private final StaleUploads stale;
    private final Uploads uploads;
    private final UploadLimits limits;
    private final ResumableUploads resumables;
    private final GrowingUploads growing;
    private final Writers writers;
    private final UploadConfig config;
    private final String bucket;

    DirectUploadsTest(
            BlobStore blobs,
            UploadStore store,
            StaleUploads stale,
            Uploads uploads,
            UploadLimits limits,
            ResumableUploads resumables,
            GrowingUploads growing,
            Writers writers,
            UploadConfig config,
            @ConfigProperty(name = "vitascope.storage.s3.bucket") String bucket) {
        this.blobs = blobs;
        this.store = store;
        this.stale = stale;
        this.uploads = uploads;
        this.limits = limits;
        this.resumables = resumables;
        this.growing = growing;
        this.writers = writers;
        this.config = config;
        this.bucket = bucket;
    }

    @Test
    void aFileThatWasPutInPartsAndGoesOnAfterABreakBecomesAVideo() throws Exception {
        byte[] film = film(2 * PART + 1000);
        String id = begun(
                film.length, Map.of("title", "Holiday", "tags", List.of("sea", "low, tide"), "sha256", sha256(film)));
        assertThat(put(id, film, 2)).isEqualTo(200);

        Response broken = get(DIRECT + "/" + id);
        assertThat(broken.<Integer>path("part_count")).isEqualTo(3);
        assertThat(broken.<List<Integer>>path("arrived.number")).containsExactly(2);
        assertThat(broken.<List<Integer>>path("arrived.size_bytes")).containsExactly(PART);
        complete(id)
                .statusCode(422)
                .body("code", equalTo("upload/parts-missing"))
                .body("arrived_count", equalTo(1))
                .body("first_missing", equalTo(1));

        assertThat(put(id, film, 1)).isEqualTo(200);
        assertThat(put(id, film, 3)).isEqualTo(200);
        complete(id)
                .statusCode(201)
                .header("Location", "/api/v1/videos/" + id)
                .body("video.title", equalTo("Holiday"))
                .body("video.tags", equalTo(List.of("sea", "low tide")))
                .body("video.size_bytes", equalTo(film.length))
                .body("video.sha256", equalTo(sha256(film)));
        complete(id).statusCode(201).body("video_id", equalTo(id));
        get("/api/v1/uploads/" + id).then().body("state", equalTo("completed"));
        await().until(() -> get("/api/v1/videos/" + id).statusCode() == 200);
        assertThat(get("/api/v1/videos/" + id + "/stream?quality=source").asByteArray())
                .isEqualTo(film);
        assertThat(unfinished(id)).isEmpty();
    }

    @Test
    void anUploadThatTheStoreDoesNotBeginTakesNobodysPlace() {
        BlobStore away = new ForwardingStore(blobs) {
            @Override
            public Optional<DirectParts> direct() {
                return blobs.direct().map(parts -> new Strict(parts, UnaryOperator.identity()) {
                    @Override
                    public String begin(BlobKey key) {
                        throw new UncheckedIOException(new IOException("the bucket is away"));
                    }
                });
            }
        };
        DirectUploads directs = new DirectUploads(
                uploads, limits, resumables, growing, store, writers, away, config, Clock.systemUTC());
        String client = UUID.randomUUID().toString();
        assertThatThrownBy(() -> directs.create(PART, "", client, IdempotencyKeys.Claim.NONE))
                .hasMessageContaining("the bucket is away");
        assertThat(store.countOf(client)).isZero();
    }

    /** With parts of a byte or two: a server that refuses a long one may hang up before its answer can be read. */
    @Test
    void anAddressTakesNothingButAPartOfItsLength() throws Exception {
        String id = begun(PART + 1, Map.of());
        URI address = address(id, 2);
        assertThat(put(address, new byte[2])).isEqualTo(403);
        assertThat(put(URI.create(address.toString().replace("partNumber=2", "partNumber=1")), new byte[1]))
                .isEqualTo(403);
        sign(id, 3).statusCode(422).body("code", equalTo("upload/bad-parts"));
        assertThat(get(DIRECT + "/" + id).<List<Integer>>path("arrived.number")).isEmpty();
    }

    @Test
    void anotherFileThanItsClientSaysIsRefusedAndLeavesNothing() throws Exception {
        byte[] film = film(PART + 1);
        String id = begun(film.length, Map.of("sha256", "ab".repeat(32)));
        put(id, film, 1);
        put(id, film, 2);
        complete(id)
                .statusCode(422)
                .body("code", equalTo("upload/digest-mismatch"))
                .body("actual", equalTo(sha256(film)));
        assertThat(blobs.stat(Upload.source(VideoId.parse(id)))).isEmpty();
        complete(id).statusCode(410).body("reason", equalTo("upload/digest-mismatch"));
    }

    @Test
    void whatIsGivenUpOrForgottenLeavesNothingInTheBucket() throws Exception {
        byte[] film = film(PART + 1);
        String aborted = begun(film.length, Map.of());
        put(aborted, film, 1);
        assertThat(unfinished(aborted)).hasSize(1);
        given().delete(DIRECT + "/" + aborted).then().statusCode(204);
        assertThat(unfinished(aborted)).isEmpty();
        get(DIRECT + "/" + aborted).then().statusCode(410);

        String forgotten = begun(film.length, Map.of());
        put(forgotten, film, 1);
        store.extend(VideoId.parse(forgotten), Instant.EPOCH);
        stale.sweep();
        assertThat(unfinished(forgotten)).isEmpty();
        get(DIRECT + "/" + forgotten).then().statusCode(410).body("reason", equalTo("upload/expired"));
    }

    @Test
    void aFileThatWasJoinedByAProcessThatDiedThenIsFinishedByAnother() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        joinBehindItsBack(id);
        complete(id).statusCode(201).body("video.sha256", equalTo(sha256(film)));
    }

    @Test
    void whoAsksWhileThePartsAreJoinedTakesNothingAway() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        VideoId video = VideoId.parse(id);
        DirectUploads strict = strict(joined -> joined);
        Progress progress = strict(joined -> {
                    poll(id).statusCode(423).body("code", equalTo("upload/locked"));
                    assertThatThrownBy(() -> strict.arrived(strict.require(video)))
                            .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                                    .isEqualTo(UploadError.LOCKED));
                    return joined;
                })
                .complete(video);
        assertThat(progress.video().orElseThrow().sha256()).isEqualTo(sha256(film));
    }

    /** What a second try of the same request is told. */
    @Test
    void aFileOfWhichTheStoreSaysOnlyThatItsPartsAreGoneIsThere() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        Progress progress = strict(joined -> false).complete(VideoId.parse(id));
        assertThat(progress.video().orElseThrow().sha256()).isEqualTo(sha256(film));
    }

    @Test
    void aFileThatWasJoinedByAProcessThatDiedIsFinishedWhoeverAsks() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        joinBehindItsBack(id);
        poll(id).statusCode(423);
        stale.sweep();
        await().untilAsserted(() -> get("/api/v1/uploads/" + id).then().body("state", equalTo("completed")));
    }

    @Test
    void aFileThatWasJoinedByAProcessThatDiedIsFinishedWhenNobodyAsks() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        joinBehindItsBack(id);
        store.extend(VideoId.parse(id), Instant.EPOCH);
        stale.sweep();
        await().untilAsserted(() -> get("/api/v1/uploads/" + id).then().body("state", equalTo("completed")));
    }

    @Test
    void anUploadWhosePartsTheStoreHasDroppedIsGone() throws Exception {
        byte[] film = film(PART + 1);
        String id = allPut(film);
        String another = allPut(film);
        for (String upload : List.of(id, another)) {
            blobs.unfinished(Upload.source(VideoId.parse(upload))).forEach(blobs::abort);
        }
        DirectUploads strict = strict(joined -> joined);
        assertThatThrownBy(() -> strict.arrived(strict.require(VideoId.parse(id))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(UploadError.GONE));
        poll(id).statusCode(410).body("reason", equalTo("upload/expired"));
        assertThatThrownBy(() -> strict.complete(VideoId.parse(another))).isInstanceOf(ProblemException.class);
        complete(another).statusCode(410).body("reason", equalTo("upload/expired"));
    }

    /** Two requests with one key, or one that was sent again, while the store begins for the first. */
    @Test
    void twoBeginningsOfOneUploadGiveTheSamePlaceAndTheOtherOneIsEnded() {
        VideoId id = uploads.open(
                        config.expiry(),
                        Resumable.direct(PART + 1, "", PART),
                        UUID.randomUUID().toString(),
                        IdempotencyKeys.Claim.NONE)
                .id();
        DirectUploads second = strict(joined -> joined);
        BlobStore slow = new ForwardingStore(blobs) {
            @Override
            public Optional<DirectParts> direct() {
                return blobs.direct().map(parts -> new Strict(parts, UnaryOperator.identity()) {
                    @Override
                    public String begin(BlobKey key) {
                        String mine = super.begin(key);
                        second.require(id);
                        return mine;
                    }
                });
            }
        };
        DirectUploads first = new DirectUploads(
                uploads, limits, resumables, growing, store, writers, slow, config, Clock.systemUTC());
        String given = first.require(id).direct().uploadId();
        assertThat(second.require(id).direct().uploadId()).isEqualTo(given);
        assertThat(blobs.unfinished(Upload.source(id)))
                .extracting(Unfinished::uploadId)
                .containsExactly(given);
        uploads.discard(id, Ending.DELETED);
    }

    private static ValidatableResponse poll(String id) {
        return get(DIRECT + "/" + id).then();
    }

    private String allPut(byte[] film) throws IOException, InterruptedException {
        String id = begun(film.length, Map.of());
        assertThat(put(id, film, 1)).isEqualTo(200);
        assertThat(put(id, film, 2)).isEqualTo(200);
        return id;
    }

    private void joinBehindItsBack(String id) {
        BlobKey source = Upload.source(VideoId.parse(id));
        DirectParts parts = blobs.direct().orElseThrow();
        String name = blobs.unfinished(source).get(0).uploadId();
        assertThat(parts.complete(source, name, parts.arrived(source, name).orElseThrow()))
                .isTrue();
    }

    /**
     * The same server with a store that says, as Amazon's does, when it knows of no such beginning; S3Proxy lists no
     * parts then. Having joined the parts it says what {@code answer} makes of it.
     */
    private DirectUploads strict(UnaryOperator<Boolean> answer) {
        BlobStore strict = new ForwardingStore(blobs) {
            @Override
            public Optional<DirectParts> direct() {
                return blobs.direct().map(parts -> new Strict(parts, answer));
            }
        };
        return new DirectUploads(
                uploads, limits, resumables, growing, store, writers, strict, config, Clock.systemUTC());
    }

    private static class Strict implements DirectParts {

        private final DirectParts parts;
        private final UnaryOperator<Boolean> answer;

        Strict(DirectParts parts, UnaryOperator<Boolean> answer) {
            this.parts = parts;
            this.answer = answer;
        }

        @Override
        public long partBytes(long sizeBytes) {
            return parts.partBytes(sizeBytes);
        }

        @Override
        public String begin(BlobKey key) {
            return parts.begin(key);
        }

        @Override
        public URI link(BlobKey key, String uploadId, int number, long lengthBytes) {
            return parts.link(key, uploadId, number, lengthBytes);
        }

        @Override
        public Duration linkExpiry() {
            return parts.linkExpiry();
        }

        @Override
        public Optional<List<Part>> arrived(BlobKey key, String uploadId) {
            return parts.arrived(key, uploadId).filter(arrived -> !arrived.isEmpty());
        }

        @Override
        public boolean complete(BlobKey key, String uploadId, List<Part> arrived) {
            return answer.apply(parts.complete(key, uploadId, arrived));
        }
    }

    @Test
    void limitsAndKeysHoldAsForEveryUpload() {
        assertThat(get("/api/v1/uploads/limits").<Boolean>path("direct_upload")).isTrue();
        wish(30L << 30, Map.of(), "").statusCode(413).body("limit_bytes", equalTo(20L << 30));
        wish(0, Map.of(), "").statusCode(422).body("code", equalTo("upload/empty-file"));
        wish(1000, Map.of("filetype", "application/pdf"), "").statusCode(415);
        wish(1000, Map.of("tags", Arrays.asList("sea", null)), "")
                .statusCode(422)
                .body("code", equalTo("upload/invalid-text"));
        wish(1000, Map.of("title", "x".repeat(201)), "").statusCode(422);
        String key = UUID.randomUUID().toString();
        String first = wish(1000, Map.of(), key).statusCode(201).extract().path("id");
        wish(1000, Map.of(), key).statusCode(201).body("id", equalTo(first));
        wish(1001, Map.of(), key).statusCode(422).body("code", equalTo("upload/key-reused"));
        given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Offset", 0)
                .contentType("application/offset+octet-stream")
                .body(new byte[10])
                .patch("/api/v1/uploads/" + first)
                .then()
                .statusCode(403)
                .body("code", equalTo("upload/direct-upload"));
    }

    private static String begun(long sizeBytes, Map<String, Object> words) {
        return wish(sizeBytes, words, "").statusCode(201).extract().path("id");
    }

    private static ValidatableResponse wish(long sizeBytes, Map<String, Object> words, String key) {
        Map<String, Object> wish = new HashMap<>(words);
        wish.put("size_bytes", sizeBytes);
        wish.put("filename", "holiday.mp4");
        var request = given().contentType("application/json").body(wish);
        return (key.isEmpty() ? request : request.header("Idempotency-Key", key))
                .post(DIRECT)
                .then();
    }

    private static ValidatableResponse sign(String id, int number) {
        return given().contentType("application/json")
                .body(Map.of("numbers", List.of(number)))
                .post(DIRECT + "/" + id + "/parts")
                .then();
    }

    private static URI address(String id, int number) {
        return URI.create(sign(id, number).statusCode(200).extract().path("parts[0].url"));
    }

    private static ValidatableResponse complete(String id) {
        return given().post(DIRECT + "/" + id + "/complete").then();
    }

    private int put(String id, byte[] film, int number) throws IOException, InterruptedException {
        int from = (number - 1) * PART;
        return put(address(id, number), Arrays.copyOfRange(film, from, Math.min(film.length, from + PART)));
    }

    private int put(URI address, byte[] part) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .PUT(BodyPublishers.ofByteArray(part))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private List<String> unfinished(String id) {
        return S3Server.unfinished(bucket).stream()
                .filter(key -> key.contains(id))
                .toList();
    }

    /** A real film, with a box that players skip up to this size. */
    private static byte[] film(int sizeBytes) throws IOException {
        byte[] film = Files.readAllBytes(Clip.file());
        ByteBuffer padded = ByteBuffer.allocate(sizeBytes).put(film);
        padded.putInt(sizeBytes - film.length).put("free".getBytes(StandardCharsets.US_ASCII));
        return padded.array();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
