package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What viewers get of a real video, over the real catalog. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamResourceTest {

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URL server;

    @TempDir
    static Path directory;

    @Inject
    BlobStore blobs;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @SuppressWarnings("NullAway.Init")
    private CatalogFacts catalog;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final String video = "/api/v1/videos/" + id;
    private byte[] progressive = new byte[0];

    @BeforeAll
    void publish() throws Exception {
        catalog = new CatalogFacts(brokers, server);
        BlobKey prefix = PublishedClip.publish(blobs, id, directory);
        progressive = Files.readAllBytes(directory.resolve("360p.mp4"));
        blobs.put(prefix.child("360p.mp4"), progressive);
        blobs.put(BlobKey.ofVideo(id).child("source"), Files.readAllBytes(directory.resolve("source.mp4")));
        catalog.uploaded(id, "Käse.mp4");
        catalog.playable(id);
        catalog.completed(id);
    }

    @Test
    void captionsReachPlayersAsTheyAreUploadedReplacedAndDeleted() {
        String address = video + "/hls/captions/de/";
        put("de", "00:01.000 --> 00:02.000\nEins");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> given().get(video + "/hls/master.m3u8")
                .then()
                .body(containsString("SUBTITLES=\"captions\""))
                .body(containsString("NAME=\"Deutsch\",LANGUAGE=\"de\"")));
        given().get(video + "/dash/manifest.mpd").then().body(containsString("lang=\"de\""));
        given().get(address + "index.m3u8")
                .then()
                .statusCode(200)
                .body(containsString("#EXTINF:10.000,\ncaptions.vtt"));
        given().get(address + "captions.vtt")
                .then()
                .statusCode(200)
                .contentType("text/vtt")
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(equalTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nEins\n"));
        put("de", "00:01.000 --> 00:02.000\nZwei");
        given().get(address + "captions.vtt").then().statusCode(200).body(containsString("Zwei"));
        given().delete(video + "/captions/de").then().statusCode(204);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> given().get(address + "captions.vtt")
                .then()
                .statusCode(404)
                .body("code", equalTo("delivery/unknown-file")));
        given().get(address + "index.m3u8").then().statusCode(404);
        given().get(video + "/hls/master.m3u8").then().body(not(containsString("SUBTITLES")));
    }

    private void put(String language, String cue) {
        given().body(("WEBVTT\n\n" + cue).getBytes(StandardCharsets.UTF_8))
                .contentType("text/vtt")
                .put(video + "/captions/" + language)
                .then()
                .statusCode(oneOf(200, 201));
    }

    @AfterAll
    void close() {
        catalog.close();
    }

    @Test
    void theWholeFileIsServedWithEverythingThatACacheNeeds() {
        byte[] body = given().get(video + "/stream?quality=hd")
                .then()
                .statusCode(200)
                .contentType("video/mp4")
                .header("Content-Length", equalTo(String.valueOf(progressive.length)))
                .header("Accept-Ranges", equalTo("bytes"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("ETag", notNullValue())
                .header("Last-Modified", notNullValue())
                .header("Content-Disposition", containsString("inline; filename=\"Kase-360p.mp4\""))
                .extract()
                .asByteArray();
        assertThat(body).isEqualTo(progressive);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,1", "bytes=1000-1999,1000,2000", "bytes=-10,-10,0", "bytes=5000-,5000,0"})
    void aRangeIsServedToTheByte(String range, int from, int to) {
        int start = from < 0 ? progressive.length + from : from;
        int end = to == 0 ? progressive.length : to;
        byte[] body = given().header("Range", range)
                .get(video + "/stream")
                .then()
                .statusCode(206)
                .header("Content-Range", equalTo("bytes " + start + "-" + (end - 1) + "/" + progressive.length))
                .header("Content-Length", equalTo(String.valueOf(end - start)))
                .extract()
                .asByteArray();
        assertThat(body).isEqualTo(Arrays.copyOfRange(progressive, start, end));
    }

    @Test
    void aRangeOutsideIsAProblemThatTellsTheLength() {
        given().header("Range", "bytes=" + progressive.length + "-")
                .get(video + "/stream")
                .then()
                .statusCode(416)
                .contentType("application/problem+json")
                .header("Content-Range", equalTo("bytes */" + progressive.length))
                .header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void headIsGetWithoutTheBody() {
        Response get = given().get(video + "/stream");
        Response head = given().head(video + "/stream");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.asByteArray()).isEmpty();
        for (String header : new String[] {
            "Content-Length",
            "Content-Type",
            "ETag",
            "Last-Modified",
            "Accept-Ranges",
            "Cache-Control",
            "Content-Disposition"
        }) {
            assertThat(head.header(header)).isEqualTo(get.header(header));
        }
    }

    @Test
    void whatAViewerHasIsNotSentAgain() {
        String etag = given().head(video + "/stream").header("ETag");
        given().header("If-None-Match", etag)
                .get(video + "/stream")
                .then()
                .statusCode(304)
                .header("ETag", equalTo(etag))
                .header("Cache-Control", notNullValue())
                .body(equalTo(""));
    }

    @Test
    void aDownloadHasTheNameOfTheUpload() {
        given().get(video + "/stream?quality=source&download=1")
                .then()
                .statusCode(200)
                .header(
                        "Content-Disposition",
                        equalTo("attachment; filename=\"Kase.mp4\"; filename*=UTF-8''K%C3%A4se.mp4"));
    }

    @Test
    void aQualityThatIsNotThereIsAProblemThatNamesThoseThatAre() {
        given().get(video + "/stream?quality=1080p")
                .then()
                .statusCode(404)
                .body("code", equalTo("delivery/unknown-quality"))
                .body("allowed", equalTo("auto, source, hd, sd, low, 360p"));
    }

    @Test
    void theMasterPlaylistLeadsToPlaylistsAndTheseToSegments() throws Exception {
        Response master = given().get(video + "/hls/master.m3u8");
        assertThat(master.contentType()).startsWith("application/vnd.apple.mpegurl");
        assertThat(master.header("Cache-Control")).isEqualTo("no-cache");
        URI base = URI.create("http://host" + video + "/hls/master.m3u8");
        String uri = master.asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        URI playlistUri = base.resolve(uri);
        Response playlist = given().get(playlistUri.getPath());
        assertThat(playlist.statusCode()).isEqualTo(200);
        assertThat(playlist.header("Cache-Control")).contains("max-age=3600");
        String segment = playlist.asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
        given().get(playlistUri.resolve(segment).getPath())
                .then()
                .statusCode(200)
                .contentType("video/mp4")
                .header("Cache-Control", equalTo("public, max-age=31536000, immutable"))
                .header("ETag", notNullValue());
        given().get(playlistUri.resolve("init.mp4").getPath()).then().statusCode(200);
        given().header("If-None-Match", master.header("ETag"))
                .get(base.getPath())
                .then()
                .statusCode(304);
    }

    @Test
    void theManifestLeadsToTheAddressesThatThePlaylistsLeadTo() {
        URI address = URI.create("http://host" + video + "/dash/manifest.mpd");
        Response manifest = given().get(address.getPath());
        assertThat(manifest.contentType()).isEqualTo("application/dash+xml");
        assertThat(manifest.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(manifest.header("Vary")).contains("Accept-Encoding");
        assertThat(manifest.xmlPath().<String>getList("MPD.Period.AdaptationSet.Representation.@id"))
                .containsExactly("360p");
        String folder =
                address.resolve(manifest.xmlPath().getString("MPD.BaseURL")).getPath();
        assertThat(folder).isEqualTo(video + "/hls/");
        given().get(folder + "g1/360p/00000.m4s").then().statusCode(200);
        given().header("If-None-Match", manifest.header("ETag"))
                .get(address.getPath())
                .then()
                .statusCode(304);
        given().head(address.getPath())
                .then()
                .statusCode(200)
                .contentType("application/dash+xml")
                .header("ETag", equalTo(manifest.header("ETag")));
    }

    @Test
    void aManifestIsThereOnceAllSegmentsAre() throws Exception {
        VideoId young = VideoId.create(System.currentTimeMillis());
        String manifest = "/api/v1/videos/" + young + "/dash/manifest.mpd";
        catalog.uploaded(young, "a.mp4");
        given().get(manifest)
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("1"))
                .body("code", equalTo("delivery/not-playable-yet"));
        catalog.playable(young);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> given().get(manifest)
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("5"))
                .body("code", equalTo("delivery/not-complete-yet")));
        BlobKey prefix = BlobKey.ofVideo(young).child("g1");
        PublishedClip.put(blobs, prefix, "manifest.mpd", PublishedClip.MANIFEST);
        given().get(manifest).then().statusCode(200);
        catalog.completed(young);
        blobs.deleteAll(prefix);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        given().get(manifest).then().statusCode(404).body("code", equalTo("delivery/unknown-file")));
    }

    @Test
    void aPlaylistThatGrowsIsNotKept() {
        PublishedClip.put(blobs, BlobKey.ofVideo(id).child("g2"), "360p/index.m3u8", "#EXTM3U\n");
        given().get(video + "/hls/g2/360p/index.m3u8").then().header("Cache-Control", equalTo("no-cache"));
    }

    @Test
    void aLongPlaylistTravelsCompressedAndAPartOfItDoesNot() throws Exception {
        String text = "#EXTM3U\n" + "#EXTINF:4.000000,\n00000.m4s\n".repeat(100);
        PublishedClip.put(blobs, BlobKey.ofVideo(id).child("g2"), "360p/long.m3u8", text);
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.getPort() + video + "/hls/g2/360p/long.m3u8"))
                .header("Accept-Encoding", "gzip");
        HttpResponse<byte[]> whole = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(whole.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(whole.body()).hasSizeLessThan(text.length() / 5);
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(whole.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
        }
        HttpResponse<String> part =
                client.send(request.copy().header("Range", "bytes=8-14").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("#EXTINF");
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).startsWith("W/");
        given().header("If-None-Match", tag)
                .get(video + "/hls/g2/360p/long.m3u8")
                .then()
                .statusCode(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hls/g1/360p/99999.m4s",
                "/hls/g9/360p/index.m3u8",
                "/hls/g1/..%2F..%2Fsource/init.mp4",
                "/hls/g1/360p/..%2F..%2Fsource.mp4",
                "/hls/g1/360p/source",
                "/hls/g0/360p/index.m3u8"
            })
    void anAddressThatWasNeverPublishedIsNotFound(String path) {
        given().urlEncodingEnabled(false).get(video + path).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0190a000-0000-7000-8000-000000000000", "nonsense", "..%2F..%2Fetc"})
    void anUnknownVideoIsNotFound(String unknown) {
        given().urlEncodingEnabled(false)
                .get("/api/v1/videos/" + unknown + "/hls/master.m3u8")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void aVideoThatIsNotPlayableYetSaysWhenToComeBack() throws Exception {
        VideoId young = VideoId.create(System.currentTimeMillis());
        catalog.uploaded(young, "a.mp4");
        catalog.started(young, "720p", "360p");
        given().get("/api/v1/videos/" + young + "/hls/master.m3u8")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("1"))
                .body("code", equalTo("delivery/not-playable-yet"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get("/api/v1/videos/" + young + "/stream?quality=hd")
                        .then()
                        .statusCode(503)
                        .body("code", equalTo("delivery/not-ready"))
                        .body("available", equalTo("source")));
    }

    @Test
    void aViewIsCountedOncePerViewerWhenMediaIsServedAndNeverOtherwise() throws Exception {
        VideoId watched = VideoId.create(System.currentTimeMillis());
        String address = "/api/v1/videos/" + watched;
        BlobKey prefix = BlobKey.ofVideo(watched).child("g1");
        blobs.put(prefix.child("360p.mp4"), progressive);
        PublishedClip.put(blobs, prefix, "master.m3u8", "#EXTM3U\n");
        PublishedClip.put(blobs, prefix, "360p/init.mp4", "init");
        PublishedClip.put(blobs, prefix, "360p/00000.m4s", "media");
        catalog.uploaded(watched, "a.mp4");
        catalog.playable(watched);
        catalog.completed(watched);

        PublishedClip.put(blobs, prefix, "manifest.mpd", PublishedClip.MANIFEST);
        given().get(address + "/hls/master.m3u8").then().statusCode(200);
        given().get(address + "/dash/manifest.mpd").then().statusCode(200);
        given().get(address + "/hls/g1/360p/init.mp4").then().statusCode(200);
        given().head(address + "/hls/g1/360p/00000.m4s").then().statusCode(200);
        given().head(address + "/stream").then().statusCode(200);
        given().header("Range", "bytes=100-200").get(address + "/stream").then().statusCode(206);
        given().get(address + "/stream?download=1").then().statusCode(200);
        given().get(address).then().body("views", equalTo(0));

        for (String viewer : new String[] {"anna", "anna", "bert"}) {
            given().cookie("vitascope_viewer", viewer).get(address + "/hls/g1/360p/00000.m4s");
        }
        given().cookie("vitascope_viewer", "anna").get(address + "/stream");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().get(address).then().body("views", equalTo(2)));
        given().header("User-Agent", "a third").header("Range", "bytes=0-1").get(address + "/stream");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> given().get(address).then().body("views", equalTo(3)));
    }

    @Test
    void aDeletedVideoIsGoneWithinASecond() throws Exception {
        VideoId gone = VideoId.create(System.currentTimeMillis());
        String segment = "/api/v1/videos/" + gone + "/hls/g1/360p/00000.m4s";
        PublishedClip.put(blobs, BlobKey.ofVideo(gone).child("g1"), "360p/00000.m4s", "media");
        catalog.uploaded(gone, "a.mp4");
        catalog.playable(gone);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get(segment).then().statusCode(200));
        given().delete("/api/v1/videos/" + gone).then().statusCode(204);
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMillis(1_500))
                .untilAsserted(() -> given().get(segment).then().statusCode(404));
    }

    @Test
    void whoGoesAwayInTheMiddleOfADownloadHarmsNobody() throws Exception {
        String address = "http://localhost:" + server.getPort() + video + "/stream";
        for (int round = 0; round < 20; round++) {
            try (InputStream in = URI.create(address).toURL().openStream()) {
                assertThat(in.readNBytes(100)).hasSize(100);
            }
        }
        given().get(video + "/stream")
                .then()
                .statusCode(200)
                .header("Content-Length", Integer::parseInt, greaterThan(0));
    }
}
