package io.vitascope.upload;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.Sha256;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class ImportsTest {

    /** All of Linux's 127.0.0.0/8 is loopback; the tests' configuration allows this one address of it. */
    private static final String ALLOWED = "127.0.0.2";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TimedBody.Pace ANY = new TimedBody.Pace(0, PATIENCE);

    @Inject
    ResumableUploads resumables;

    @Inject
    UploadStore store;

    @Inject
    Uploads uploads;

    @Inject
    Appends appends;

    @Inject
    UrlClient urls;

    @Inject
    ImportConfig config;

    @Inject
    RunningHashes hashes;

    @Inject
    Scratch scratch;

    private byte[] clip;

    @BeforeEach
    void make() throws IOException {
        clip = Files.readAllBytes(Clip.file());
    }

    @Test
    void aFileIsFetchedThoughEveryConnectionBreaks() throws Exception {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            if (request.path().equals("/moved?token=secret")) {
                RemoteServer.head(out, "302 Found", "Location: /film.mp4");
                return;
            }
            int start = request.start();
            RemoteServer.head(
                    out,
                    start == 0 ? "200 OK" : "206 Partial Content",
                    "Content-Length: " + (clip.length - start),
                    "Content-Range: bytes " + start + "-" + (clip.length - 1) + "/" + clip.length,
                    "ETag: \"one\"");
            out.write(clip, start, Math.min(clip.length - start, clip.length / 3 + 1));
        })) {
            String id = begin(
                            server.url("/moved?token=secret"),
                            Map.of("Authorization", "Bearer secret"),
                            "key-" + UUID.randomUUID())
                    .path("id");
            assertThat(ended(id).<String>path("state")).isEqualTo("completed");
            get("/api/v1/videos/" + id).then().statusCode(200);
            assertThat(store.find(VideoId.parse(id))
                            .flatMap(UploadRecord::finished)
                            .orElseThrow()
                            .sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(clip)));
            List<RemoteServer.Request> parts = server.requests.stream()
                    .filter(request -> request.path().equals("/film.mp4"))
                    .toList();
            assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
            assertThat(parts.get(1).headers())
                    .containsEntry("if-range", "\"one\"")
                    .containsEntry("authorization", "Bearer secret");
            assertThat(originKeptOf(id)).contains(new Origin(server.url("/moved"), Map.of(), ""));
        }
    }

    @Test
    void aFileThatIsAnotherOneMeanwhileIsFetchedAnew() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            boolean first = !request.headers().containsKey("range");
            RemoteServer.head(out, "200 OK", "Content-Length: " + clip.length, "ETag: \"" + (first ? 1 : 2) + "\"");
            out.write(first ? new byte[1_000] : clip);
        })) {
            String id = begin(server.url("/film.mp4"), Map.of(), "k" + UUID.randomUUID())
                    .path("id");
            assertThat(ended(id).<String>path("state")).isEqualTo("completed");
        }
    }

    /** It has no entity tag, and sends the part that it is asked for whatever else the request says. */
    @Test
    void whatNothingTellsApartIsNeverPutTogetherOfTwoVersions() throws Exception {
        byte[] former = new byte[clip.length];
        AtomicInteger answers = new AtomicInteger();
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            boolean first = answers.getAndIncrement() == 0;
            partOf(first ? former : clip, request, out, first ? clip.length / 2 : clip.length);
        })) {
            String id = begin(server.url("/film.mp4"), Map.of(), "k" + UUID.randomUUID())
                    .path("id");
            assertThat(ended(id).<String>path("state")).isEqualTo("completed");
            assertThat(sha256Of(id))
                    .isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(clip)));
        }
    }

    @Test
    void aFileOfOldDateGoesOnWhereItWasAndOneOfAnotherDateBeginsAnew() throws Exception {
        byte[] former = new byte[clip.length];
        AtomicInteger answers = new AtomicInteger();
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            int answer = answers.getAndIncrement();
            partOf(
                    answer < 2 ? former : clip,
                    request,
                    out,
                    clip.length / 3,
                    "Date: Sat, 28 Nov 2026 12:00:00 GMT",
                    "Last-Modified: Fri, 2" + (answer < 2 ? 0 : 7) + " Nov 2026 12:00:00 GMT");
        })) {
            String id = begin(server.url("/film.mp4"), Map.of(), "k" + UUID.randomUUID())
                    .path("id");
            assertThat(ended(id).<String>path("state")).isEqualTo("completed");
            assertThat(sha256Of(id))
                    .isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(clip)));
            assertThat(server.requests).extracting(RemoteServer.Request::start).startsWith(0, clip.length / 3);
            assertThat(server.requests.get(1).headers()).containsEntry("if-range", "Fri, 20 Nov 2026 12:00:00 GMT");
        }
    }

    @Test
    void aServerThatTricklesIsGivenUpThoughEveryTryBringsSomething() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            RemoteServer.head(
                    out,
                    "206 Partial Content",
                    "Content-Range: bytes " + request.start() + "-9999999/10000000",
                    "ETag: \"a\"");
            try {
                do {
                    out.write(0);
                } while (!over.await(20, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        })) {
            VideoId id = resumables
                    .create(new Origin(server.url("/film.mp4"), Map.of(), ""), "", null, IdempotencyKeys.Claim.NONE)
                    .id();
            TimedBody.Pace least = new TimedBody.Pace(1_000, Duration.ofMillis(500));
            Imports imports =
                    new Imports(resumables, appends, uploads, store, urls, config, PATIENCE, least, Clock.systemUTC());
            imports.start(id, null);
            Response status = ended(id.toString());
            assertThat(status.<String>path("reason.code")).isEqualTo("upload/source-failed");
            assertThat(status.<String>path("reason.detail")).contains("less than 1000 bytes a second");
            imports.stop();
        } finally {
            over.countDown();
        }
    }

    /** That part of the file that is asked for, as far as {@code most} bytes. */
    private static void partOf(byte[] file, RemoteServer.Request request, OutputStream out, int most, String... headers)
            throws IOException {
        int start = request.start();
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Length: " + (file.length - start);
        all[headers.length + 1] = "Content-Range: bytes " + start + "-" + (file.length - 1) + "/" + file.length;
        RemoteServer.head(out, request.headers().containsKey("range") ? "206 Partial Content" : "200 OK", all);
        out.write(file, start, Math.min(file.length - start, most));
    }

    private String sha256Of(String id) {
        return store.find(VideoId.parse(id))
                .flatMap(UploadRecord::finished)
                .orElseThrow()
                .sha256();
    }

    @Test
    void aCommaInATagIsABlankAndNoTagIsNull() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            RemoteServer.head(out, "200 OK", "Content-Length: " + clip.length);
            out.write(clip);
        })) {
            String id = tagged(server.url("/film.mp4"), "low,tide", "sea")
                    .statusCode(202)
                    .extract()
                    .path("id");
            assertThat(ended(id).<String>path("state")).isEqualTo("completed");
            assertThat(store.finished(VideoId.parse(id)).orElseThrow().tags()).containsExactly("low tide", "sea");
            tagged(server.url("/film.mp4"), "sea", null).statusCode(422).body("code", equalTo("upload/invalid-text"));
        }
    }

    private static ValidatableResponse tagged(String url, @Nullable String... tags) {
        return given().contentType("application/json")
                .body(Map.of("source", Map.of("type", "url", "url", url), "tags", Arrays.asList(tags)))
                .post("/api/v1/videos")
                .then();
    }

    @Test
    void whatIsNotPublicIsNeverAsked() throws IOException {
        try (RemoteServer canary = RemoteServer.at("127.0.0.1", (request, out) -> RemoteServer.head(out, "200 OK"));
                RemoteServer server = RemoteServer.at(
                        ALLOWED,
                        (request, out) -> RemoteServer.head(
                                out,
                                "302 Found",
                                "Location: http://127.0.0.1:" + request.path().substring(1)))) {
            for (String host :
                    List.of("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0")) {
                refused("http://" + host + ":" + canary.port() + "/").statusCode(403);
            }
            for (String url :
                    List.of("http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "ftp://8.8.8.8/")) {
                refused(url).statusCode(403);
            }
            refused("http://user:pass@127.0.0.1:" + canary.port() + "/").statusCode(400);
            refused("nonsense").statusCode(400);
            String id = begin(server.url("/" + canary.port()), Map.of(), "k" + UUID.randomUUID())
                    .path("id");
            Response status = ended(id);
            assertThat(status.<String>path("state")).isEqualTo("failed");
            assertThat(status.<String>path("reason.code")).isEqualTo("upload/source-refused");
            assertThat(canary.requests).isEmpty();
        }
    }

    @Test
    void aServerThatPromisesMoreThanItSendsIsGivenUpWithAReason() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            int start = request.start();
            RemoteServer.head(
                    out,
                    start == 0 ? "200 OK" : "206 Partial Content",
                    "Content-Length: " + (10_000 - start),
                    "Content-Range: bytes " + start + "-9999/10000");
            out.write(new byte[start == 0 ? 100 : 0]);
        })) {
            String id = begin(server.url("/film.mp4"), Map.of(), "k" + UUID.randomUUID())
                    .path("id");
            Response status = ended(id);
            assertThat(status.<String>path("reason.code")).isEqualTo("upload/source-failed");
            assertThat(status.<String>path("reason.detail")).contains("broke the connection off");
        }
    }

    @Test
    void anImportIsWatchedAndCancelledAsAnyUpload() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            RemoteServer.head(out, "200 OK", "Content-Length: 100000000");
            try {
                while (!cancelled.await(100, TimeUnit.MILLISECONDS)) {
                    out.write(new byte[64_000]);
                }
                while (true) {
                    out.write(new byte[64_000]);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                hungUp.countDown();
            }
        })) {
            String key = "k" + UUID.randomUUID();
            String id =
                    begin(server.url("/film.mp4?token=secret"), Map.of(), key).path("id");
            assertThat(begin(server.url("/film.mp4?token=secret"), Map.of(), key)
                            .<String>path("id"))
                    .isEqualTo(id);
            await().atMost(PATIENCE)
                    .until(() -> get("/api/v1/uploads/" + id)
                                    .<Number>path("offset_bytes")
                                    .longValue()
                            > 0);
            Response status = get("/api/v1/uploads/" + id);
            assertThat(status.<String>path("state")).isEqualTo("receiving");
            assertThat(status.<Number>path("length_bytes").longValue()).isEqualTo(100_000_000);
            assertThat(status.<String>path("source.url")).isEqualTo(server.url("/film.mp4"));
            given().header("Tus-Resumable", "1.0.0")
                    .delete("/api/v1/uploads/" + id)
                    .then()
                    .statusCode(204);
            cancelled.countDown();
            hungUp.await();
            assertThat(ended(id).<String>path("reason.code")).isEqualTo("deleted");
            assertThat(originKeptOf(id)).contains(new Origin(server.url("/film.mp4"), Map.of(), ""));
            Response events = get("/api/v1/uploads/" + id + "/events");
            assertThat(events.asString()).contains("\"state\":\"failed\"");
            assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(events.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void anImportWhoseProcessDiedIsFetchedOn() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            RemoteServer.head(out, "200 OK"); // of a length that only its end tells
            out.write(clip);
        })) {
            Origin origin = new Origin(server.url("/film.mp4"), Map.of(), "");
            VideoId id = resumables
                    .create(origin, "", null, IdempotencyKeys.Claim.NONE)
                    .id();
            store.extend(id, Instant.now().minusSeconds(1));
            assertThat(ended(id.toString()).<String>path("state")).isEqualTo("completed");
        }
    }

    /** It was fetched here before, and another process has begun anew since, because the file had changed. */
    @Test
    void whoGoesOnWithAnImportRemembersNothingOfItsBytes() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> {
            RemoteServer.head(
                    out,
                    "206 Partial Content",
                    "Content-Length: " + (clip.length - request.start()),
                    "Content-Range: bytes " + request.start() + "-" + (clip.length - 1) + "/" + clip.length,
                    "ETag: \"one\"");
            out.write(clip, request.start(), clip.length - request.start());
        })) {
            Origin origin = new Origin(server.url("/film.mp4"), Map.of(), "\"one\"");
            VideoId id = resumables
                    .create(origin, "", null, IdempotencyKeys.Claim.NONE)
                    .id();
            Files.write(scratch.file("upload-" + id), Arrays.copyOf(clip, 1000));
            assertThat(store.advance(id, 0, 1000, Instant.now().plusSeconds(60)))
                    .isTrue();
            RunningHash former = new RunningHash();
            former.take(0, ByteBuffer.wrap(new byte[1000]));
            hashes.put(id, former);
            store.extend(id, Instant.now().minusSeconds(1));
            assertThat(ended(id.toString()).<String>path("state")).isEqualTo("completed");
            assertThat(store.finished(id).orElseThrow().sha256())
                    .isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(clip)));
        }
    }

    @Test
    void whoStoodStillForTooLongDoesNotGoOn() throws IOException {
        try (RemoteServer server = RemoteServer.at(ALLOWED, (request, out) -> RemoteServer.head(out, "404 None"))) {
            Origin origin = new Origin(server.url("/film.mp4"), Map.of(), "");
            VideoId id = resumables
                    .create(origin, "", null, IdempotencyKeys.Claim.NONE)
                    .id();
            Instant deadline = store.find(id).orElseThrow().deadline();
            Imports standing = new Imports(
                    resumables, appends, uploads, store, urls, config, Duration.ZERO, ANY, Clock.systemUTC());
            standing.start(id, null);
            standing.keepAlive();
            await().during(Duration.ofMillis(500)).until(server.requests::isEmpty);
            assertThat(store.find(id).orElseThrow().deadline()).isEqualTo(deadline);
            standing.stop();
            uploads.discard(id, Ending.LOST);
        }
    }

    private Optional<Origin> originKeptOf(String id) {
        return store.find(VideoId.parse(id)).map(UploadRecord::resumable).map(Resumable::origin);
    }

    private static Response begin(String url, Map<String, String> headers, String key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(Map.of("source", Map.of("type", "url", "url", url, "headers", headers), "title", "Film"))
                .post("/api/v1/videos")
                .then()
                .statusCode(202)
                .extract()
                .response();
    }

    private static ValidatableResponse refused(String url) {
        return given().contentType("application/json")
                .body(Map.of("source", Map.of("type", "url", "url", url)))
                .post("/api/v1/videos")
                .then();
    }

    private static Response ended(String id) {
        await().atMost(PATIENCE).until(() -> Arrays.asList("completed", "failed")
                .contains(get("/api/v1/uploads/" + id).<String>path("state")));
        return get("/api/v1/uploads/" + id);
    }
}
