package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What viewers get of a real video, over the real catalog. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class StreamResourceTest extends ViewersTest {

    @TempDir
    static Path directory;

    private byte[] progressive = new byte[0];

    @BeforeAll
    void publish() throws Exception {
        progressive = PublishedClip.publish(blobs, catalog, id, directory);
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

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void aTextIsDescribedAlikeWhetherItIsSentOrNot(String coding) throws Exception {
        PublishedClip.put(
                blobs,
                BlobKey.ofVideo(id).child("g1"),
                "long/index.m3u8",
                "#EXTM3U\n" + "#EXTINF:4.000,\nsegment.m4s\n".repeat(200));
        for (String path : List.of("/hls/g1/long/index.m3u8", "/hls/master.m3u8")) {
            HttpResponse<byte[]> get = ask("GET", path, "Accept-Encoding", coding);
            HttpResponse<byte[]> head = ask("HEAD", path, "Accept-Encoding", coding);
            String tag = get.headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> same = ask("GET", path, "Accept-Encoding", coding, "If-None-Match", tag);
            HttpResponse<byte[]> part = ask("GET", path, "Accept-Encoding", coding, "Range", "bytes=0-9");
            assertThat(List.of(get.statusCode(), head.statusCode(), same.statusCode(), part.statusCode()))
                    .containsExactly(200, 200, 304, 206);
            assertThat(described(head)).isEqualTo(described(get));
            for (HttpResponse<byte[]> answer : List.of(get, same, part)) {
                HttpHeaders headers = answer.headers();
                assertThat(headers.allValues("ETag")).containsExactly(tag);
                assertThat(headers.allValues("Vary")).containsExactly("Accept-Encoding");
                assertThat(headers.allValues("Cache-Control")).containsExactly("no-cache");
                assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
            }
        }
    }

    private static Map<String, List<String>> described(HttpResponse<byte[]> answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    /** Who asks by date alone would be told for ever that nothing is new: captions come, and playlists grow. */
    @Test
    void aTextIsNeverUnchangedByItsDate() throws Exception {
        HttpResponse<byte[]> master = ask("GET", "/hls/master.m3u8");
        assertThat(master.headers().firstValue("Last-Modified")).isEmpty();
        assertThat(ask("GET", "/hls/master.m3u8", "If-Modified-Since", "Sun, 01 Mar 2099 10:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.getPort() + video + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
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
