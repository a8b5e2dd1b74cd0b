package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlClientTest {

    /** All of 127.0.0.0/8 is loopback on Linux; one address of it is allowed here. */
    private static final String ALLOWED = "127.0.0.2";

    private static final String MORNING = "Sat, 28 Nov 2026 09:00:00 GMT";
    private static final String NOON = "Sat, 28 Nov 2026 12:00:00 GMT";

    private RemoteServer canary;
    private RemoteServer server;

    @BeforeEach
    void serve() throws IOException {
        canary = RemoteServer.at("127.0.0.1", (request, out) -> RemoteServer.head(out, "200 OK"));
        server = RemoteServer.at(ALLOWED, (request, out) -> {
            switch (request.path()) {
                case "/file" -> {
                    RemoteServer.head(out, "206 Partial Content", "Content-Range: bytes 3-9/10", "ETag: \"a\"");
                    out.write("3456789".getBytes(StandardCharsets.US_ASCII));
                }
                case "/dated" -> RemoteServer.head(out, "200 OK", "Date: " + NOON, "Last-Modified: " + MORNING);
                case "/just-now" -> RemoteServer.head(out, "200 OK", "Date: " + NOON, "Last-Modified: " + NOON);
                case "/weak" ->
                    RemoteServer.head(out, "200 OK", "Date: " + NOON, "Last-Modified: " + MORNING, "ETag: W/\"a\"");
                case "/ended" -> RemoteServer.head(out, "416 No Such Range", "Content-Range: bytes */10");
                case "/whole" -> RemoteServer.head(out, "200 OK", "ETag: W/\"a\"");
                case "/moved" -> RemoteServer.head(out, "302 Found", "Location: file");
                case "/circle" -> RemoteServer.head(out, "302 Found", "Location: /circle");
                case "/inside" ->
                    RemoteServer.head(out, "307 Moved", "Location: http://localhost:" + canary.port() + "/");
                case "/other" -> RemoteServer.head(out, "301 Moved", "Location: gopher://127.0.0.2/");
                case "/long" -> RemoteServer.head(out, "200 OK", "X: " + "a".repeat(8_192));
                case "/many" -> RemoteServer.head(out, "200 OK", "X: a\r\n".repeat(100) + "X: a");
                case "/endless" -> {
                    while (true) {
                        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
                case "/busy" -> RemoteServer.head(out, "503 Busy");
                default -> RemoteServer.head(out, "404 Not Found");
            }
        });
    }

    @AfterEach
    void close() {
        canary.close();
        server.close();
    }

    @Test
    void aPartOfAFileIsAskedForWithItsEntityTagAndRedirectsAreFollowed() throws Exception {
        Origin origin = new Origin(server.url("/moved"), Map.of("X-Token", "t"), "\"a\"");
        try (UrlClient.Answer answer = client(Map.of()).open(origin, 3)) {
            assertThat(answer.startBytes()).isEqualTo(3);
            assertThat(answer.totalBytes()).isEqualTo(OptionalLong.of(10));
            assertThat(answer.validator()).isEqualTo("\"a\"");
            assertThat(answer.body().readAllBytes()).asString().isEqualTo("3456789");
        }
        assertThat(server.requests.get(1).headers())
                .containsEntry("range", "bytes=3-")
                .containsEntry("if-range", "\"a\"")
                .containsEntry("x-token", "t");
    }

    @Test
    void aServerMaySendEverythingOfALengthThatItDoesNotTell() throws Exception {
        try (UrlClient.Answer answer = client(Map.of()).open(new Origin(server.url("/whole"), Map.of(), ""), 5)) {
            assertThat(answer.startBytes()).isZero();
            assertThat(answer.totalBytes()).isEmpty();
            assertThat(answer.validator()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"/dated, true", "/just-now, false", "/weak, false"})
    void aDateTellsVersionsApartIfItIsOldEnoughAndThereIsNoTag(String path, boolean strong) throws Exception {
        try (UrlClient.Answer answer = client(Map.of()).open(new Origin(server.url(path), Map.of(), ""), 0)) {
            assertThat(answer.validator()).isEqualTo(strong ? MORNING : "");
        }
    }

    @Test
    void whatNothingTellsApartIsAskedForFromItsBeginning() throws Exception {
        client(Map.of()).open(new Origin(server.url("/whole"), Map.of(), ""), 5).close();
        client(Map.of())
                .open(new Origin(server.url("/dated"), Map.of(), MORNING), 5)
                .close();
        assertThat(server.requests.get(0).headers()).doesNotContainKeys("range", "if-range");
        assertThat(server.requests.get(1).headers())
                .containsEntry("range", "bytes=5-")
                .containsEntry("if-range", MORNING);
    }

    @Test
    void aFileThatEndsWhereItHasComeToIsWholeAndAnyOtherIsAnotherOne() throws Exception {
        Origin origin = new Origin(server.url("/ended"), Map.of(), "\"a\"");
        try (UrlClient.Answer whole = client(Map.of()).open(origin, 10)) {
            assertThat(whole.startBytes()).isEqualTo(10);
            assertThat(whole.totalBytes()).hasValue(10);
            assertThat(whole.validator()).isEqualTo("\"a\"");
            assertThat(whole.body().read()).isNegative();
        }
        try (UrlClient.Answer shorter = client(Map.of()).open(origin, 11)) {
            assertThat(shorter.startBytes()).isEqualTo(11);
            assertThat(shorter.validator()).isEmpty();
        }
        assertRefused("/ended", UploadError.SOURCE_FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "LOCALHOST",
                "2130706433",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "[::]",
                "127.0.0.3"
            })
    void whatLeadsInsideIsNeverAsked(String host) throws IOException {
        String url = "http://" + host + ":" + canary.port() + "/";
        UrlClient client = client(Map.of());
        assertThatThrownBy(() -> client.require(url)).satisfies(e -> assertCode(e, UploadError.SOURCE_REFUSED));
        assertThatThrownBy(() -> client.open(new Origin(url, Map.of(), ""), 0))
                .satisfies(e -> assertCode(e, UploadError.SOURCE_REFUSED));
        assertThat(canary.requests).isEmpty();
    }

    @Test
    void aRedirectIsCheckedAsTheFirstAddressWas() {
        assertRefused("/inside", UploadError.SOURCE_REFUSED);
        assertRefused("/other", UploadError.SOURCE_REFUSED);
        assertRefused("/circle", UploadError.SOURCE_FAILED);
        assertThat(canary.requests).isEmpty();
        assertThat(server.requests).hasSize(1 + 1 + 6);
    }

    @Test
    void portsSchemesHostsAndPasswordsAreHeldToTheRules() {
        UrlClient usual = client(Map.of("vitascope.upload.import.ports", "80,443"));
        assertThatThrownBy(() -> usual.require(server.url("/file")))
                .satisfies(e -> assertCode(e, UploadError.SOURCE_REFUSED));
        UrlClient listed = client(Map.of("vitascope.upload.import.hosts", "*.example.org"));
        assertThatThrownBy(() -> listed.require(server.url("/file")))
                .satisfies(e -> assertCode(e, UploadError.SOURCE_REFUSED));
        UrlClient any = client(Map.of());
        for (String url : new String[] {"file:///etc/passwd", "ftp://8.8.8.8/"}) {
            assertThatThrownBy(() -> any.require(url)).isInstanceOf(ProblemException.class);
        }
        for (String url : new String[] {"http://u:p@8.8.8.8/", "nonsense", "http://", "http://127.1/", "http://a b/"}) {
            assertThatThrownBy(() -> any.require(url)).satisfies(e -> assertCode(e, UploadError.BAD_SOURCE));
        }
    }

    @Test
    void whatIsNotThereFailsForGoodAndWhatIsBusyDoesNot() {
        assertRefused("/nothing", UploadError.SOURCE_FAILED);
        assertThatThrownBy(() -> client(Map.of()).open(new Origin(server.url("/busy"), Map.of(), ""), 0))
                .isInstanceOf(UrlClient.NotNowException.class);
        server.close();
        assertThatThrownBy(() -> client(Map.of()).open(new Origin(server.url("/file"), Map.of(), ""), 0))
                .isInstanceOf(UrlClient.NotNowException.class);
    }

    @Test
    void whatComesBeforeAFileHasALimit() {
        assertRefused("/long", UploadError.SOURCE_FAILED);
        assertRefused("/many", UploadError.SOURCE_FAILED);
    }

    @Test
    void aServerThatNeverComesToTheFileIsHungUpOn() {
        UrlClient client = client(Map.of("vitascope.upload.import.patience", "1s"));
        Origin origin = new Origin(server.url("/endless"), Map.of(), "");
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> assertThatThrownBy(() -> client.open(origin, 0))
                .isInstanceOf(UrlClient.NotNowException.class)
                .hasMessageContaining("did not begin to answer"));
    }

    private void assertRefused(String path, ErrorCode code) {
        assertThatThrownBy(() -> client(Map.of()).open(new Origin(server.url(path), Map.of(), ""), 0))
                .satisfies(e -> assertCode(e, code));
    }

    private static void assertCode(Throwable e, ErrorCode code) {
        assertThat(e).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }

    private static UrlClient client(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(
                Map.of("vitascope.upload.import.networks", ALLOWED + "/32", "vitascope.upload.import.ports", "0"));
        settings.putAll(changes);
        return new UrlClient(new SmallRyeConfigBuilder()
                .withMapping(ImportConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(ImportConfig.class));
    }
}
