package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of the bytes of a video, over the real catalog and the real store. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class BitratesResourceTest extends ViewersTest {

    private static final String MASTER = """
        #EXTM3U
        #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,AUDIO="audio"
        360p/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,AUDIO="audio"
        180p/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=990000,RESOLUTION=640x360,AUDIO="original"
        360p/index.m3u8
        """;

    @BeforeAll
    void publish() throws Exception {
        BlobKey prefix = BlobKey.ofVideo(id).child("g1");
        PublishedClip.put(blobs, prefix, "master.m3u8", MASTER);
        finished(prefix.child("360p"), List.of(cut(0, 2_000_000, 90_000), cut(2_000_000, 1_960_400, 30_000)));
        catalog.uploaded(id, "a.mp4");
        catalog.playable(id);
    }

    private void finished(BlobKey track, List<SegmentCut> segments) {
        blobs.put(
                track.child("finished.pb"),
                FinishedTrack.newBuilder().addAllSegments(segments).build().toByteArray());
    }

    private static SegmentCut cut(long startUs, long durationUs, long sizeBytes) {
        return SegmentCut.newBuilder()
                .setStartUs(startUs)
                .setDurationUs(durationUs)
                .setSizeBytes(sizeBytes)
                .build();
    }

    @Test
    void eachRenditionThatIsWholeTellsItsBytesOnceHoweverManySoundsGoWithIt() {
        String tag = given().get(video + "/bitrates")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", equalTo("no-cache"))
                .body("renditions.name", contains("360p"))
                .body("renditions[0].spans.start_ms", contains(0, 2000))
                .body("renditions[0].spans.duration_ms", contains(2000, 1960))
                .body("renditions[0].spans.size_bytes", contains(90_000, 30_000))
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag).get(video + "/bitrates").then().statusCode(304);
    }

    @Test
    void aVideoOfADayIsToldInAsManySpansAsAShortOne() {
        List<Bitrates.Segment> day = IntStream.range(0, 21_601)
                .mapToObj(index -> new Bitrates.Segment(index * 4_000_000L, 4_000_000, 1 + index % 2))
                .toList();
        List<BitratesJson.Span> spans = Bitrates.spans(day);
        assertThat(spans).hasSizeLessThanOrEqualTo(Bitrates.MOST_SPANS).hasSizeGreaterThan(Bitrates.MOST_SPANS / 2);
        assertThat(spans.get(0)).isEqualTo(new BitratesJson.Span(0, 37 * 4_000, 55));
        assertThat(spans.stream().mapToLong(BitratesJson.Span::sizeBytes).sum())
                .isEqualTo(day.stream().mapToLong(Bitrates.Segment::sizeBytes).sum());
        assertThat(spans.stream().mapToLong(BitratesJson.Span::durationMs).sum())
                .isEqualTo(21_601 * 4_000L);
    }

    @Test
    void aVideoWithNothingWholeHasNothingToTellYetAndOneWithoutPlaylistsSaysWhenToComeBack() throws Exception {
        VideoId young = VideoId.create(System.currentTimeMillis());
        catalog.uploaded(young, "a.mp4");
        String address = "/api/v1/videos/" + young + "/bitrates";
        given().get(address).then().statusCode(503).body("code", equalTo("delivery/not-playable-yet"));
        catalog.playable(young);
        await().untilAsserted(() -> given().get(address).then().statusCode(200).body("renditions", empty()));
    }

    @Test
    void theyAreDescribed() {
        given().get("/q/openapi").then().statusCode(200).body(containsString("/api/v1/videos/{id}/bitrates"));
    }
}
