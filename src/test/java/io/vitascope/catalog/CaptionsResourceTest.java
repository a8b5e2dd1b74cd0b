package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CaptionsResourceTest {

    private static final String CAPTIONS = "/api/v1/videos/{id}/captions/{language}";
    private static final String SUBRIP = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<b>Hé</b><script>x</script>\r\n";

    private final Catalog catalog;
    private final BlobStore blobs;

    CaptionsResourceTest(Catalog catalog, BlobStore blobs) {
        this.catalog = catalog;
        this.blobs = blobs;
    }

    @Test
    void aFileOfCaptionsIsKeptAsSafeWebVtt() {
        VideoId id = video();
        given().body(SUBRIP.getBytes(StandardCharsets.ISO_8859_1))
                .put(CAPTIONS, id.toString(), "PT-br")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/v1/videos/" + id + "/captions/pt-BR"))
                .body("language", equalTo("pt-BR"))
                .body("label", equalTo("Português (Brasil)"))
                .body("kind", equalTo("subtitles"))
                .body("default", equalTo(false))
                .body("source", equalTo("uploaded"));
        String tag = given().get(CAPTIONS, id.toString(), "pt-BR")
                .then()
                .statusCode(200)
                .header("Content-Type", equalTo("text/vtt;charset=UTF-8"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(equalTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<b>Hé</b>&lt;script&gt;x&lt;/script&gt;\n"))
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag)
                .get(CAPTIONS, id.toString(), "pt-br")
                .then()
                .statusCode(304);
    }

    @Test
    void captionsOfALanguageAreReplacedAndDeletedWithTheirFiles() {
        VideoId id = video();
        put(id, "de", "Eins", 201);
        put(id, "de", "Zwei", 200);
        given().get(CAPTIONS, id.toString(), "de").then().body(containsString("Zwei"));
        assertThat(files(id)).hasSize(1);
        given().delete(CAPTIONS, id.toString(), "de").then().statusCode(204);
        given().get(CAPTIONS, id.toString(), "de")
                .then()
                .statusCode(404)
                .body("code", equalTo("catalog/captions-not-found"));
        given().delete(CAPTIONS, id.toString(), "de").then().statusCode(404);
        assertThat(files(id)).isEmpty();
    }

    /** Players that have the former text must not take it for the new one. */
    @Test
    void captionsThatAreReplacedHaveAnotherAddress() {
        VideoId id = video();
        put(id, "de", "Eins", 201);
        String first = href(id);
        put(id, "de", "Zwei", 200);
        String second = href(id);
        assertThat(second).isNotEqualTo(first);
        given().get(second).then().statusCode(200).body(containsString("Zwei"));
        given().queryParam("label", "Deutsch (neu)")
                .body("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nZwei\n".getBytes(StandardCharsets.UTF_8))
                .put(CAPTIONS, id.toString(), "de")
                .then()
                .statusCode(200);
        assertThat(href(id)).isNotEqualTo(second);
        given().get("/api/v1/videos/{id}/captions", id.toString()).then().body("items[0].href", equalTo(href(id)));
    }

    private static String href(VideoId id) {
        return given().get("/api/v1/videos/{id}", id.toString()).path("captions[0].href");
    }

    @Test
    void whatAFileCarriesIsListedBesideWhatReplacesIt() {
        VideoId id = video();
        BlobKey key = BlobKey.ofVideo(id).child("g1/captions/1.vtt");
        blobs.put(key, "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nvom Film\n".getBytes(StandardCharsets.UTF_8));
        Caption own = new Caption("de", "Deutsch", Caption.Kind.CAPTIONS, true, key.value());
        catalog.learned(
                id,
                1,
                run -> run.textReady(new SourceText(List.of(own), List.of(new Chapter(0, 5_000, "Sea & <b>sky</b>")))));
        given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("captions", hasSize(1))
                .body("captions[0].source", equalTo("extracted"))
                .body("captions[0].kind", equalTo("captions"))
                .body("captions[0].default", equalTo(true))
                .body("chapters[0].title", equalTo("Sea & <b>sky</b>"))
                .body("chapters[0].end_ms", equalTo(5_000));
        put(id, "de", "von mir", 201);
        given().get("/api/v1/videos/{id}/captions", id.toString())
                .then()
                .statusCode(200)
                .body("items.source", equalTo(List.of("uploaded", "extracted")))
                .body("items.offered", equalTo(List.of(true, false)))
                .body("items[1].href", startsWith("/api/v1/videos/" + id + "/captions/extracted/1?v="));
        given().get(CAPTIONS, id.toString(), "de").then().body(containsString("von mir"));
        given().get("/api/v1/videos/{id}/captions/extracted/1", id.toString())
                .then()
                .statusCode(200)
                .body(containsString("vom Film"));
        given().get("/api/v1/videos/{id}/captions/extracted/2", id.toString())
                .then()
                .statusCode(404);
        given().delete(CAPTIONS, id.toString(), "de").then().statusCode(204);
        given().get(CAPTIONS, id.toString(), "de").then().body(containsString("vom Film"));
        given().get("/api/v1/videos/{id}/chapters.vtt", id.toString())
                .then()
                .statusCode(200)
                .body(equalTo("WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nSea &amp; &lt;b&gt;sky&lt;/b&gt;\n"));
    }

    @Test
    void aFileThatIsNoCaptionsIsRefusedWithItsLine() {
        VideoId id = video();
        given().body("WEBVTT\n\nx\n00:01 --> 00:02\nHello")
                .put(CAPTIONS, id.toString(), "de")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("catalog/captions-unreadable"))
                .body("line", equalTo(4))
                .body("detail", containsString("Line 4"));
        assertThat(files(id)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "english, , 400, catalog/bad-language",
        "xx, , 400, catalog/bad-language",
        "de, kind=karaoke, 400, catalog/bad-captions-parameter",
        "de, default=perhaps, 400, catalog/bad-captions-parameter"
    })
    void whatCannotBeUnderstoodIsRefused(String language, String query, int status, String code) {
        given().body(SUBRIP)
                .put("/api/v1/videos/" + video() + "/captions/" + language + (query == null ? "" : "?" + query))
                .then()
                .statusCode(status)
                .body("code", equalTo(code));
    }

    @Test
    void aFileThatIsTooLargeIsRefused() {
        given().body(new byte[2 * 1024 * 1024 + 1])
                .put(CAPTIONS, video().toString(), "de")
                .then()
                .statusCode(413)
                .body("code", equalTo("catalog/captions-too-large"))
                .body("limit_bytes", equalTo(2 * 1024 * 1024));
    }

    @Test
    void anUnknownVideoHasNoCaptions() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        given().body(SUBRIP).put(CAPTIONS, id.toString(), "de").then().statusCode(404);
        given().get("/api/v1/videos/{id}/captions", id.toString()).then().statusCode(404);
    }

    @Test
    void captionsGoWithTheirVideo() {
        VideoId id = video();
        put(id, "de", "Eins", 201);
        given().delete("/api/v1/videos/{id}", id.toString()).then().statusCode(204);
        given().get(CAPTIONS, id.toString(), "de")
                .then()
                .statusCode(404)
                .body("code", equalTo("catalog/video-not-found"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(files(id)).isEmpty());
    }

    @Test
    void captionsAreAChangeOfTheVideoThatOthersHearOf() {
        VideoId id = video();
        String before = given().get("/api/v1/videos/{id}", id.toString()).header("ETag");
        put(id, "de", "Eins", 201);
        given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .header("ETag", not(equalTo(before)))
                .body("captions.language", hasItem("de"))
                .body("links.captions", equalTo("/api/v1/videos/" + id + "/captions"));
    }

    private void put(VideoId id, String language, String text, int status) {
        given().contentType("text/vtt")
                .body("WEBVTT\n\n00:01.000 --> 00:02.000\n" + text)
                .put(CAPTIONS, id.toString(), language)
                .then()
                .statusCode(status);
    }

    private List<BlobInfo> files(VideoId id) {
        try (Stream<BlobInfo> files = blobs.list(BlobKey.ofVideo(id).child("captions"))) {
            return files.toList();
        }
    }

    private VideoId video() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        return id;
    }
}
