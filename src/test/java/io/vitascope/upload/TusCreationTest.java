package io.vitascope.upload;

import static io.vitascope.upload.TusClient.base64;
import static io.vitascope.upload.TusClient.header;
import static io.vitascope.upload.TusClient.location;
import static io.vitascope.upload.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server tells before the first byte. */
@QuarkusTest
class TusCreationTest extends TusProtocol {

    private static final int MANY = 100;

    @Inject
    RedisDataSource redis;

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
    void aHundredThatAreBegunWhileRedisPausesAllHaveAnAddress() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(MANY);
        redis.execute("CLIENT", "PAUSE", "1000");
        try {
            List<Future<String>> addresses = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                addresses.add(clients.submit(() -> tus.create(100)));
            }
            Set<String> different = new HashSet<>();
            for (Future<String> address : addresses) {
                different.add(address.get());
            }
            assertThat(different).hasSize(MANY);
        } finally {
            clients.shutdownNow();
        }
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
                "Upload-Length|+5",
                "Upload-Length|9223372036854775808",
                "Upload-Length|''",
                "Upload-Defer-Length|2",
                "Upload-Checksum|5",
            })
    void aNewUploadNeedsAUsableLength(String name, String value) throws Exception {
        HttpResponse<String> answer = tus.post(name, value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("upload/bad-header");
    }

    /** Only the answer would have told its address. */
    @Test
    void anUploadWhoseFirstBytesAreRefusedTakesNobodysPlace() throws Exception {
        String client = Sender.hash("127.0.0.1");
        long before = store.countOf(client);
        String[] refused = {
            "Upload-Length", "100", "Content-Type", TusClient.TYPE, "Upload-Checksum", "sha1 " + base64(new byte[20])
        };
        assertThat(tus.send("POST", HOME, BodyPublishers.ofByteArray(HELLO), refused)
                        .statusCode())
                .isEqualTo(460);
        assertThat(store.countOf(client)).isEqualTo(before);
        String[] withKey = Arrays.copyOf(refused, refused.length + 2);
        withKey[refused.length] = "Idempotency-Key";
        withKey[refused.length + 1] = UUID.randomUUID().toString();
        tus.send("POST", HOME, BodyPublishers.ofByteArray(HELLO), withKey);
        assertThat(store.countOf(client)).isEqualTo(before + 1);
        withKey[5] = "sha1 " + base64(MessageDigest.getInstance("SHA-1").digest(HELLO));
        assertThat(header(tus.send("POST", HOME, BodyPublishers.ofByteArray(HELLO), withKey), "Upload-Offset"))
                .isEqualTo("12");
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
    @ValueSource(strings = {"title ?", "title aGk=,title aGk=", "title aGk= aGk=", "title //4A", ","})
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
}
