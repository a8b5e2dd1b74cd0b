package io.vitascope.upload;

import static io.vitascope.upload.TusClient.base64;
import static io.vitascope.upload.TusClient.header;
import static io.vitascope.upload.TusClient.location;
import static io.vitascope.upload.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes, their offsets, lengths and checksums. */
@QuarkusTest
class TusAppendTest extends TusProtocol {

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
        assertThat(tus.send("PATCH", upload, BodyPublishers.ofByteArray(HELLO), "Upload-Offset", "0")
                        .statusCode())
                .isEqualTo(415);
        assertThat(tus.offset(upload)).isZero();
    }

    @Test
    void aVideoTakesNoMoreBytes() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        assertThat(tus.patch(upload, 0, film).statusCode()).isEqualTo(204);
        assertThat(tus.patch(upload, film.length, new byte[0]).statusCode()).isEqualTo(204);
        assertThat(tus.patch(upload, film.length, HELLO).statusCode()).isEqualTo(413);
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
        assertThat(patchWithoutLength(upload).statusCode()).isEqualTo(204);
        assertThat(tus.offset(upload)).isEqualTo(12);
    }

    private HttpResponse<String> patchWithoutLength(String upload) throws Exception {
        return tus.send(
                "PATCH",
                upload,
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(HELLO)),
                "Upload-Offset",
                "0",
                "Content-Type",
                TusClient.TYPE);
    }

    @Test
    void aBodyWithoutLengthEndsAtTheLengthOfTheUpload() throws Exception {
        String upload = tus.create(5);
        assertThat(patchWithoutLength(upload).statusCode()).isEqualTo(413);
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

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void aRequestThatOnlyReadsDoesSoWhateverItsOverrideSays(String method) throws Exception {
        String upload = tus.create(100);
        tus.send(method, upload, "X-HTTP-Method-Override", "DELETE");
        tus.send(
                method,
                upload,
                "X-HTTP-Method-Override",
                "PATCH",
                "Upload-Offset",
                "0",
                "Content-Type",
                TusClient.TYPE);
        assertThat(tus.head(upload).statusCode()).isEqualTo(200);
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

    private static byte[] crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    }
}
