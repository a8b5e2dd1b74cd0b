package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartFormTest {

    private static final String TYPE = "multipart/form-data; boundary=\"edge\"";
    private static final String END = "--edge--\r\n";
    private static final String FILE = part("video\"; filename=\"Sea.mp4", "the film");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private String stored = "";

    @Test
    void fieldsMayComeBeforeTheFile() {
        Caption caption = receive(part("title", "Sea") + part("description", "Wide.") + FILE + END);
        assertThat(caption.title()).isEqualTo("Sea");
        assertThat(caption.description()).isEqualTo("Wide.");
        assertThat(caption.filename()).isEqualTo("Sea.mp4");
        assertThat(stored).isEqualTo("the film");
    }

    @Test
    void fieldsMayComeAfterTheFile() {
        Caption caption = receive(FILE + part("unknown", "x") + part("title", "Sea") + END);
        assertThat(caption.title()).isEqualTo("Sea");
        assertThat(stored).isEqualTo("the film");
    }

    @Test
    void tagsMayBeOneFieldOrMany() {
        Caption caption = receive(part("tags", "sea, sun") + FILE + part("tags", "wind") + END);
        assertThat(caption.text().tags()).containsExactly("sea", "sun", "wind");
    }

    @Test
    void aTitleThatIsMissingIsTheNameOfTheFile() {
        Caption caption = receive(part("video\"; filename=\"C:\\films\\Über uns.mp4", "x") + END);
        assertThat(caption.filename()).isEqualTo("Über uns.mp4");
        assertThat(caption.text().title()).isEqualTo("Über uns");
    }

    @Test
    void bytesThatLookLikeABoundaryBelongToTheFile() {
        String film = "\r\n--edg\r\n--edgf\r\n\r\n--edge".substring(0, 18) + "\r\n-";
        receive(part("video\"; filename=\"x", film) + END);
        assertThat(stored).isEqualTo(film);
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        refuses(part("title", "Sea") + END, UploadError.MISSING_FILE);
    }

    @Test
    void twoFilesAreRefused() {
        refuses(FILE + FILE + END, UploadError.MALFORMED);
    }

    @Test
    void aBodyThatEndsBeforeItsLastBoundaryIsRefused() {
        refuses(FILE.substring(0, FILE.length() - 4), UploadError.MALFORMED);
    }

    @Test
    void badWordsAreRefusedBeforeTheFileIsRead() {
        refuses(part("title", "x".repeat(201)) + FILE + END, UploadError.INVALID_TEXT);
        assertThat(stored).isEmpty();
    }

    @Test
    void aTextWithoutEndIsRefused() {
        refuses(part("description", "x".repeat(200_000)) + FILE + END, UploadError.INVALID_TEXT);
    }

    @Test
    void aConnectionThatBreaksIsNotCalledMalformed() {
        InputStream broken = new SequenceInputStream(bytes(FILE.substring(0, FILE.length() - 4)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> receive(broken, TYPE))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(UploadError.INTERRUPTED));
    }

    @Test
    void aContentTypeWithoutBoundaryIsRefused() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> receive(bytes(FILE + END), "multipart/form-data"))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(UploadError.MALFORMED));
    }

    private void refuses(String form, UploadError code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> receive(form))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private Caption receive(String form) {
        try {
            return receive(bytes(form), TYPE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Caption receive(InputStream form, String type) throws IOException {
        VideoId id = VideoId.create(0);
        Path file = folder.resolve(id.toString());
        DiskSpace space = new DiskSpace(wanted -> Long.MAX_VALUE, () -> Long.MAX_VALUE, 0);
        try (Incoming incoming = new Incoming(id, file, Long.MAX_VALUE, space, new IncomingTest.Ledger())) {
            return MultipartForm.receive(IncomingBody.of(form), type, incoming);
        } finally {
            stored = Files.readString(file);
        }
    }

    private static String part(String name, String content) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
