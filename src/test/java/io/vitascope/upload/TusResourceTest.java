package io.vitascope.upload;

import static io.vitascope.upload.TusClient.base64;
import static io.vitascope.upload.TusClient.header;
import static io.vitascope.upload.TusClient.location;
import static io.vitascope.upload.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TusResourceTest {

    private static final String HOME = "/api/v1/uploads";
    private static final byte[] HELLO = "hello, world".getBytes(StandardCharsets.UTF_8);

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final ResumableUploads uploads;
    private final FinalUploads finals;
    private final UploadStore store;
    private final Scratch scratch;
    private final BlobStore blobs;

    @SuppressWarnings("NullAway.Init")
    private TusClient tus;

    TusResourceTest(
            ResumableUploads uploads, FinalUploads finals, UploadStore store, Scratch scratch, BlobStore blobs) {
        this.uploads = uploads;
        this.finals = finals;
        this.store = store;
        this.scratch = scratch;
        this.blobs = blobs;
    }

    @BeforeEach
    void connect() {
        tus = new TusClient(server);
    }

    @AfterEach
    void cleanUp() throws Exception {
        tus.close();
    }

    // --- OPTIONS ---

    @ParameterizedTest
    @ValueSource(strings = {HOME, HOME + "/01890a5d-ac96-774b-bcce-b302099a8057"})
    void optionsTellWhatTheServerKnows(String path) throws Exception {
        HttpResponse<String> answer = tus.send("OPTIONS", path);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(header(answer, "Tus-Version")).isEqualTo("1.0.0");
        assertThat(header(answer, "Tus-Extension").split(","))
                .contains(
                        "creation",
                        "creation-with-upload",
                        "creation-defer-length",
                        "termination",
                        "expiration",
                        "checksum");
        assertThat(header(answer, "Tus-Checksum-Algorithm").split(",")).contains("sha1", "md5", "crc32", "sha256");
        assertThat(Long.parseLong(header(answer, "Tus-Max-Size"))).isEqualTo(20L << 30);
    }

    @Test
    void aBrowserOfAnotherOriginMaySendAndReadAllHeaders() throws Exception {
        String wanted = "tus-resumable,upload-length,upload-metadata,upload-offset,upload-checksum,content-type";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("OPTIONS " + HOME + " HTTP/1.1\r\nHost: x\r\nOrigin: https://film.example\r\n"
                                    + "Access-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: "
                                    + wanted
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String preflight = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .toLowerCase(java.util.Locale.ROOT);
            assertThat(preflight).startsWith("http/1.1 200").contains("patch", "upload-checksum", "tus-resumable");
        }
        HttpResponse<String> answer = tus.post("Upload-Length", "5", "Origin", "https://film.example");
        assertThat(header(answer, "Access-Control-Expose-Headers"))
                .contains("Location", "Upload-Offset", "Upload-Expires", "Tus-Resumable", "Video-Location");
    }

    // --- POST ---

    @Test
    void aNewUploadHasAnAddressAndNoBytes() throws Exception {
        HttpResponse<String> answer = tus.post("Upload-Length", "12");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(location(answer)).matches(HOME + "/[0-9a-f-]{36}");
        assertThat(header(answer, "Upload-Offset")).isEqualTo("0");
        assertThat(header(answer, "Tus-Resumable")).isEqualTo("1.0.0");
        Instant expires = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(answer, "Upload-Expires")));
        assertThat(expires)
                .isBetween(Instant.now().plusSeconds(86_000), Instant.now().plusSeconds(86_500));
    }

    @Test
    void theAddressBeginsAsTheClientSaidIt() throws Exception {
        assertThat(location(tus.send("POST", HOME + "/?x=1", "Upload-Length", "5")))
                .matches(HOME + "/[0-9a-f-]{36}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upload-Length|-1",
                "Upload-Length|abc",
                "Upload-Length|''",
                "Upload-Defer-Length|2",
                "Upload-Checksum|5",
            })
    void aNewUploadNeedsAUsableLength(String name, String value) throws Exception {
        HttpResponse<String> answer = tus.post(name, value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("upload/bad-header");
    }

    @Test
    void aLengthAndNoLengthAtOnceAreRefused() throws Exception {
        assertThat(tus.post("Upload-Length", "5", "Upload-Defer-Length", "1").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFileThatWillBeTooLargeIsRefusedAtOnce() throws Exception {
        HttpResponse<String> answer = tus.post("Upload-Length", Long.toString((20L << 30) + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("upload/too-large", "\"limit_bytes\":21474836480");
    }

    @Test
    void aFileWithoutBytesIsRefusedAtOnce() throws Exception {
        assertThat(tus.post("Upload-Length", "0").body()).contains("upload/empty-file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"title ?", "title aGk=,title aGk=", "title aGk= aGk=", ","})
    void metadataThatCanNotBeReadIsRefused(String metadata) throws Exception {
        HttpResponse<String> answer = tus.post("Upload-Length", "5", "Upload-Metadata", metadata);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("upload/bad-header", "Upload-Metadata");
    }

    @Test
    void wordsAreCheckedBeforeTheFileTravels() throws Exception {
        String title = metadata("title", "x".repeat(201));
        assertThat(tus.post("Upload-Length", "5", "Upload-Metadata", title).statusCode())
                .isEqualTo(422);
        String language = metadata("language", "not a language");
        assertThat(tus.post("Upload-Length", "5", "Upload-Metadata", language).body())
                .contains("upload/invalid-text");
    }

    @Test
    void theLongestDescriptionFitsIntoAHeader() throws Exception {
        String longest = metadata("description", "\uD83C\uDFAC".repeat(5000));
        assertThat(tus.post("Upload-Length", "5", "Upload-Metadata", longest).statusCode())
                .isEqualTo(201);
    }

    @Test
    void firstBytesMayComeWithTheCreation() throws Exception {
        HttpResponse<String> answer = tus.send(
                "POST",
                HOME,
                BodyPublishers.ofByteArray(HELLO),
                "Upload-Length",
                "100",
                "Content-Type",
                TusClient.TYPE);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(header(answer, "Upload-Offset")).isEqualTo("12");
        assertThat(tus.offset(location(answer))).isEqualTo(12);
    }

    @Test
    void aWholeFileMayComeWithTheCreation() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        HttpResponse<String> answer = tus.send(
                "POST",
                HOME,
                BodyPublishers.ofByteArray(film),
                "Upload-Length",
                Integer.toString(film.length),
                "Content-Type",
                TusClient.TYPE);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(header(answer, "Upload-Offset")).isEqualTo(Integer.toString(film.length));
        assertThat(header(answer, "Video-Location")).isEqualTo("/api/v1/videos/" + id(location(answer)));
    }

    // --- HEAD ---

    @Test
    void headTellsOffsetLengthAndMetadata() throws Exception {
        String words = metadata("filename", "a.mp4", "own-key", "x");
        String upload = tus.create(12, "Upload-Metadata", words);
        tus.patch(upload, 0, Arrays.copyOf(HELLO, 5));
        HttpResponse<String> answer = tus.head(upload);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Upload-Offset")).isEqualTo("5");
        assertThat(header(answer, "Upload-Length")).isEqualTo("12");
        assertThat(header(answer, "Upload-Metadata")).isEqualTo(words);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(answer, "Upload-Expires")).isNotEmpty();
    }

    @Test
    void anUnknownUploadIsNotFound() throws Exception {
        assertThat(tus.head(HOME + "/01890a5d-ac96-774b-bcce-b302099a8057").statusCode())
                .isEqualTo(404);
        assertThat(tus.head(HOME + "/nonsense").statusCode()).isEqualTo(404);
        assertThat(tus.patch(HOME + "/01890a5d-ac96-774b-bcce-b302099a8057", 0, HELLO)
                        .statusCode())
                .isEqualTo(404);
    }

    // --- versions ---

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PATCH", "DELETE"})
    void anotherVersionOfTheProtocolIsRefused(String method) throws Exception {
        String path = method.equals("POST") ? HOME : tus.create(5);
        HttpResponse<String> answer = tus.send(
                method,
                path,
                "Tus-Resumable",
                "0.2.2",
                "Upload-Length",
                "5",
                "Upload-Offset",
                "0",
                "Content-Type",
                TusClient.TYPE);
        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(header(answer, "Tus-Version")).isEqualTo("1.0.0");
        assertThat(header(answer, "Tus-Resumable")).isEqualTo("1.0.0");
    }

    // --- PATCH ---

    @Test
    void bytesOfSeveralRequestsBecomeAVideo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(
                film.length,
                "Upload-Metadata",
                metadata("filename", "Ein Tag.mp4", "tags", "Sea,sun", "language", "PT-br", "filetype", "video/mp4"));
        int half = film.length / 2;
        HttpResponse<String> first = tus.patch(upload, 0, Arrays.copyOf(film, half));
        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(header(first, "Upload-Offset")).isEqualTo(Integer.toString(half));
        HttpResponse<String> last = tus.patch(upload, half, Arrays.copyOfRange(film, half, film.length));
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(header(last, "Upload-Offset")).isEqualTo(Integer.toString(film.length));
        assertThat(location(last)).isEqualTo("/api/v1/videos/" + id(upload));
        Upload video = store.finished(id(upload)).orElseThrow();
        assertThat(video.title()).isEqualTo("Ein Tag");
        assertThat(video.tags()).containsExactly("sea", "sun");
        assertThat(video.language()).isEqualTo("pt-BR");
        assertThat(video.sha256()).isEqualTo(hex("SHA-256", film));
        assertThat(blobs.stat(Upload.source(id(upload))))
                .hasValueSatisfying(blob -> assertThat(blob.sizeBytes()).isEqualTo(film.length));
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        assertThat(header(tus.head(upload), "Video-Location")).isEqualTo("/api/v1/videos/" + id(upload));
        assertThat(tus.patch(upload, film.length, new byte[0]).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 6})
    void anotherOffsetThanThatOfTheUploadIsAConflict(long offset) throws Exception {
        String upload = tus.create(12);
        tus.patch(upload, 0, Arrays.copyOf(HELLO, 5));
        HttpResponse<String> answer = tus.patch(upload, offset, HELLO);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("upload/offset-mismatch", "\"expected_offset\":5");
        assertThat(tus.offset(upload)).isEqualTo(5);
    }

    @Test
    void anOffsetMustBeThereAndBeANumber() throws Exception {
        String upload = tus.create(12);
        assertThat(tus.send("PATCH", upload, BodyPublishers.ofByteArray(HELLO), "Content-Type", TusClient.TYPE)
                        .statusCode())
                .isEqualTo(400);
        assertThat(tus.patch(upload, -1, HELLO).statusCode()).isEqualTo(400);
    }

    @Test
    void bytesOfAnotherTypeAreRefused() throws Exception {
        String upload = tus.create(12);
        HttpResponse<String> answer = tus.send(
                "PATCH", upload, BodyPublishers.ofByteArray(HELLO), "Upload-Offset", "0", "Content-Type", "video/mp4");
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(header(answer, "Tus-Resumable")).isEqualTo("1.0.0");
    }

    @Test
    void moreBytesThanWereAnnouncedAreRefused() throws Exception {
        String upload = tus.create(5);
        HttpResponse<String> answer = tus.patch(upload, 0, HELLO);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"limit_bytes\":5");
        assertThat(tus.offset(upload)).isZero();
    }

    @Test
    void aBodyNeedsNoLength() throws Exception {
        String upload = tus.create(100);
        HttpResponse<String> answer = tus.send(
                "PATCH",
                upload,
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(HELLO)),
                "Upload-Offset",
                "0",
                "Content-Type",
                TusClient.TYPE);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(tus.offset(upload)).isEqualTo(12);
    }

    @Test
    void aBodyWithoutLengthEndsAtTheLengthOfTheUpload() throws Exception {
        String upload = tus.create(5);
        assertThat(tus.send(
                                "PATCH",
                                upload,
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(HELLO)),
                                "Upload-Offset",
                                "0",
                                "Content-Type",
                                TusClient.TYPE)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void postWithAnOverrideIsWhatTheOverrideSays() throws Exception {
        String upload = tus.create(100);
        HttpResponse<String> patch = tus.send(
                "POST",
                upload,
                BodyPublishers.ofByteArray(HELLO),
                "X-HTTP-Method-Override",
                "PATCH",
                "Upload-Offset",
                "0",
                "Content-Type",
                TusClient.TYPE);
        assertThat(patch.statusCode()).isEqualTo(204);
        assertThat(tus.offset(upload)).isEqualTo(12);
        assertThat(tus.send("POST", upload, "X-HTTP-Method-Override", "DELETE").statusCode())
                .isEqualTo(204);
        assertThat(tus.head(upload).statusCode()).isEqualTo(410);
    }

    @Test
    void aFileThatIsNoVideoIsRefusedByItsLastRequestAndNothingOfItIsKept() throws Exception {
        byte[] words = "just words".repeat(1000).getBytes(StandardCharsets.UTF_8);
        String upload = tus.create(words.length);
        HttpResponse<String> answer = tus.patch(upload, 0, words);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("upload/not-media");
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        HttpResponse<String> again = tus.patch(upload, 0, words);
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(again.body()).contains("\"reason\":\"upload/not-media\"");
    }

    // --- deferred length ---

    @Test
    void aLengthMayBeToldByALaterRequest() throws Exception {
        String upload = location(tus.post("Upload-Defer-Length", "1"));
        assertThat(header(tus.head(upload), "Upload-Defer-Length")).isEqualTo("1");
        tus.patch(upload, 0, HELLO);
        HttpResponse<String> told = tus.patch(upload, 12, HELLO, "Upload-Length", "100");
        assertThat(told.statusCode()).isEqualTo(204);
        HttpResponse<String> head = tus.head(upload);
        assertThat(header(head, "Upload-Length")).isEqualTo("100");
        assertThat(header(head, "Upload-Offset")).isEqualTo("24");
        assertThat(head.headers().firstValue("Upload-Defer-Length")).isEmpty();
        assertThat(tus.patch(upload, 24, HELLO, "Upload-Length", "101").statusCode())
                .isEqualTo(409);
    }

    @Test
    void aLengthThatIsToldLastMakesTheVideo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = location(tus.post("Upload-Defer-Length", "1"));
        tus.patch(upload, 0, film);
        assertThat(tus.patch(upload, film.length, new byte[0], "Upload-Length", "5")
                        .statusCode())
                .isEqualTo(409);
        HttpResponse<String> last =
                tus.patch(upload, film.length, new byte[0], "Upload-Length", Integer.toString(film.length));
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(header(last, "Video-Location")).isNotEmpty();
    }

    // --- checksums ---

    @ParameterizedTest
    @CsvSource({"sha1,SHA-1", "md5,MD5", "sha256,SHA-256", "sha-256,SHA-256", "crc32,"})
    void bytesAreHeldAgainstTheirChecksum(String name, String algorithm) throws Exception {
        String upload = tus.create(100);
        byte[] right = algorithm == null
                ? crc32(HELLO)
                : MessageDigest.getInstance(algorithm).digest(HELLO);
        byte[] wrong = right.clone();
        wrong[0]++;
        HttpResponse<String> refused = tus.patch(upload, 0, HELLO, "Upload-Checksum", name + " " + base64(wrong));
        assertThat(refused.statusCode()).isEqualTo(460);
        assertThat(refused.body()).contains("upload/checksum-mismatch");
        assertThat(tus.offset(upload)).isZero();
        assertThat(tus.patch(upload, 0, HELLO, "Upload-Checksum", name + " " + base64(right))
                        .statusCode())
                .isEqualTo(204);
        assertThat(tus.offset(upload)).isEqualTo(12);
    }

    @Test
    void anUnknownChecksumIsRefused() throws Exception {
        String upload = tus.create(100);
        assertThat(tus.patch(upload, 0, HELLO, "Upload-Checksum", "adler32 AAAA")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void bytesThatDidNotMatchAreNotInTheHashOfTheFile() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        int half = film.length / 2;
        tus.patch(upload, 0, Arrays.copyOf(film, half));
        assertThat(tus.patch(upload, half, new byte[1000], "Upload-Checksum", "md5 AAAA")
                        .statusCode())
                .isEqualTo(460);
        tus.patch(upload, half, Arrays.copyOfRange(film, half, film.length));
        assertThat(store.finished(id(upload)).orElseThrow().sha256()).isEqualTo(hex("SHA-256", film));
    }

    // --- DELETE ---

    @Test
    void aDeletedUploadIsGoneForGoodAndLeavesNothing() throws Exception {
        String upload = tus.create(100);
        tus.patch(upload, 0, HELLO);
        assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(204);
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        assertThat(tus.head(upload).statusCode()).isEqualTo(410);
        assertThat(tus.patch(upload, 12, HELLO).body()).contains("\"reason\":\"deleted\"");
        assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(410);
    }

    @Test
    void anUploadThatIsAVideoIsNotDeletedHere() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        tus.patch(upload, 0, film);
        HttpResponse<String> answer = tus.send("DELETE", upload);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("upload/completed", "DELETE /api/v1/videos/");
        assertThat(blobs.stat(Upload.source(id(upload)))).isPresent();
    }

    @Test
    void deletingWhileBytesArriveLeavesNothing() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> scratch.names().contains("upload-" + id(upload)));
            assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(204);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        assertThat(tus.head(upload).statusCode()).isEqualTo(410);
    }

    // --- concatenation ---

    @Test
    void partsThatCameSideBySideBecomeOneVideo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<String> parts = parts(film, 3);
        assertThat(header(tus.head(parts.get(0)), "Upload-Concat")).isEqualTo("partial");
        HttpResponse<String> whole = concatenate(parts, "Upload-Metadata", metadata("title", "Three in one"));
        assertThat(whole.statusCode()).isEqualTo(201);
        VideoId id = id(location(whole));
        assertThat(header(whole, "Video-Location")).isEqualTo("/api/v1/videos/" + id);
        Upload video = store.finished(id).orElseThrow();
        assertThat(video.sha256()).isEqualTo(hex("SHA-256", film));
        assertThat(video.title()).isEqualTo("Three in one");
        assertThat(header(tus.head(location(whole)), "Upload-Concat")).isEqualTo("final;" + String.join(" ", parts));
        assertThat(header(tus.head(location(whole)), "Upload-Length")).isEqualTo(Integer.toString(film.length));
        for (String part : parts) {
            assertThat(scratch.names()).doesNotContain("upload-" + id(part));
            assertThat(tus.head(part).statusCode()).isEqualTo(410);
        }
    }

    @Test
    void theSamePartsAgainAreTheSameVideo() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        String whole = location(concatenate(parts));
        HttpResponse<String> again = concatenate(parts);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(location(again)).isEqualTo(whole);
        assertThat(header(again, "Video-Location")).isEqualTo("/api/v1/videos/" + id(whole));
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<String> parts = parts(film, 2);
        String unfinished = tus.create(100, "Upload-Concat", "partial");
        assertThat(concatenate(List.of(parts.get(0), unfinished)).body())
                .contains("upload/bad-parts", "0 of its bytes");
        assertThat(concatenate(List.of(parts.get(0), parts.get(0))).statusCode())
                .isEqualTo(422);
        assertThat(concatenate(List.of(parts.get(0), tus.create(100))).statusCode())
                .isEqualTo(422);
        assertThat(concatenate(List.of()).statusCode()).isEqualTo(422);
        assertThat(tus.post("Upload-Concat", "half", "Upload-Length", "5").statusCode())
                .isEqualTo(400);
        assertThat(concatenate(parts).statusCode()).isEqualTo(201);
    }

    @Test
    void aFinalUploadTakesNoBytes() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        VideoId id = finals.of(parts.stream().map(TusResourceTest::id).toList(), "");
        HttpResponse<String> answer = tus.patch(HOME + "/" + id, 0, HELLO);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("upload/final-upload");
        assertThat(tus.send("DELETE", HOME + "/" + id).statusCode()).isEqualTo(204);
    }

    @Test
    void aConcatenationThatDiedGoesOnWhereItWas() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<VideoId> parts = parts(film, 3).stream().map(TusResourceTest::id).toList();
        VideoId whole = finals.of(parts, "");
        // The first part was renamed, and nobody has counted it yet.
        byte[] first = Files.readAllBytes(scratch.file("upload-" + parts.get(0)));
        scratch.delete("upload-" + parts.get(0));
        Files.write(scratch.file("upload-" + whole), first);
        uploads.finish(whole);
        assertThat(store.finished(whole).orElseThrow().sha256()).isEqualTo(hex("SHA-256", film));
    }

    @Test
    void deletingAFinalUploadDeletesItsParts() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        VideoId whole = finals.of(parts.stream().map(TusResourceTest::id).toList(), "");
        assertThat(tus.send("DELETE", HOME + "/" + whole).statusCode()).isEqualTo(204);
        for (String part : parts) {
            assertThat(scratch.names()).doesNotContain("upload-" + id(part));
        }
    }

    private List<String> parts(byte[] film, int count) throws Exception {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = Arrays.copyOfRange(film, film.length * i / count, film.length * (i + 1) / count);
            String part = tus.create(bytes.length, "Upload-Concat", "partial");
            assertThat(tus.patch(part, 0, bytes).statusCode()).isEqualTo(204);
            parts.add(part);
        }
        return parts;
    }

    private HttpResponse<String> concatenate(List<String> parts, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Upload-Concat";
        all[headers.length + 1] = "final;" + String.join(" ", parts);
        return tus.post(all);
    }

    // --- resuming ---

    @Test
    void anOldConnectionThatHangsIsEndedByHeadAndItsBytesCount() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> sizeOf(upload) == HELLO.length);
            assertThat(tus.offset(upload)).isEqualTo(HELLO.length);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(tus.patch(upload, HELLO.length, HELLO).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whoAsksWhileAFileIsExaminedDoesNotTakeTheAnswerFromItsClient() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        CompletableFuture<HttpResponse<String>> last = CompletableFuture.supplyAsync(() -> {
            try {
                return tus.patch(upload, 0, film);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> offsetInRecord(upload) == film.length || last.isDone());
        assertThat(tus.head(upload).statusCode()).isIn(200, 423);
        assertThat(last.get().statusCode()).isEqualTo(204);
    }

    @Test
    void bytesOfAConnectionThatBrokeCount() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> sizeOf(upload) == HELLO.length);
            assertThat(socket.isConnected()).isTrue();
        }
        await().until(() -> offsetInRecord(upload) == HELLO.length);
    }

    @Test
    void bytesAreCountedWhileTheConnectionGoesOn() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> {
                socket.getOutputStream().write('x');
                return offsetInRecord(upload) > HELLO.length;
            });
        }
    }

    @Test
    void theOffsetIsNeverMoreThanTheDiskHolds() throws Exception {
        String upload = tus.create(1 << 20);
        tus.patch(upload, 0, HELLO);
        Files.write(scratch.file("upload-" + id(upload)), Arrays.copyOf(HELLO, 7));
        assertThat(tus.offset(upload)).isEqualTo(7);
        Files.write(scratch.file("upload-" + id(upload)), new byte[1000]);
        assertThat(tus.offset(upload)).isEqualTo(7);
        tus.patch(upload, 7, HELLO);
        assertThat(sizeOf(upload)).isEqualTo(7 + 12);
    }

    @Test
    void aFileThatIsAllHereIsFinishedWithoutItsClient() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        tus.patch(upload, 0, Arrays.copyOf(film, film.length - 1));
        // What a process that is killed between the last byte and the examination leaves behind.
        Files.write(scratch.file("upload-" + id(upload)), film);
        assertThat(store.advance(id(upload), film.length - 1, film.length, Instant.now()))
                .isTrue();
        uploads.finish(id(upload));
        Upload video = store.finished(id(upload)).orElseThrow();
        assertThat(video.sha256()).isEqualTo(hex("SHA-256", film));
    }

    @Test
    void aFileThatWasMovedBeforeTheRecordKnewIsFinishedToo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        blobs.put(Upload.source(id(upload)), film);
        assertThat(store.advance(id(upload), 0, film.length, Instant.now())).isTrue();
        assertThat(header(tus.head(upload), "Video-Location")).isNotEmpty();
    }

    @Test
    void anUploadThatGetsNoBytesExpires() throws Exception {
        String upload = tus.create(100);
        tus.patch(upload, 0, HELLO);
        assertThat(store.extend(id(upload), Instant.now().minusSeconds(1))).isTrue();
        // The sweep comes every ten seconds.
        await().atMost(Duration.ofSeconds(30)).until(() -> tus.head(upload).statusCode() == 410);
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
    }

    private Socket hanging(String upload, long offset, byte[] bytes) throws Exception {
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: " + TusClient.TYPE
                        + "\r\nContent-Length: 100000\r\nUpload-Offset: " + offset + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return socket;
    }

    private long sizeOf(String upload) throws Exception {
        java.nio.file.Path file = scratch.file("upload-" + id(upload));
        return Files.exists(file) ? Files.size(file) : -1;
    }

    private long offsetInRecord(String upload) {
        return store.find(id(upload))
                .flatMap(UploadRecord::growing)
                .map(Resumable::offsetBytes)
                .orElse(-1L);
    }

    private static VideoId id(String upload) {
        return VideoId.parse(upload.substring(upload.lastIndexOf('/') + 1));
    }

    private static byte[] crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }

    private static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }
}
