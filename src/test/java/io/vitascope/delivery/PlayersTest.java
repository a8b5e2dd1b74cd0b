package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What players are led to by the playlists and the manifest of a real video, over the real catalog. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class PlayersTest extends ViewersTest {

    @TempDir
    static Path directory;

    @BeforeAll
    void publish() throws Exception {
        PublishedClip.publish(blobs, catalog, id, directory);
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
        PublishedClip.put(
                blobs,
                BlobKey.ofVideo(id).child("g1"),
                "360p/whole.m3u8",
                "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-ENDLIST\n");
        given().get(playlistUri.resolve("whole.m3u8").getPath()).then().header("Cache-Control", equalTo("no-cache"));
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
}
