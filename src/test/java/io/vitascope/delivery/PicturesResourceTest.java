package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages and players get to see of a video, over the real catalog. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class PicturesResourceTest extends ViewersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nstoryboard-0.jpg#xywh=0,0,160,90\n";

    @Inject
    Playback playback;

    @Inject
    ProcessingClient processing;

    @BeforeAll
    void publish() throws Exception {
        BlobKey prefix = BlobKey.ofVideo(id).child("g1");
        PublishedClip.put(blobs, prefix, "storyboard.vtt", VTT);
        PublishedClip.put(blobs, prefix, "storyboard.json", "{\"tiles\":[{\"url\":\"storyboard-0.jpg\"}]}");
        PublishedClip.put(blobs, prefix, "storyboard-0.jpg", "a sheet");
        PublishedClip.put(blobs, prefix, "preview.webp", "a loop");
        PublishedClip.put(blobs, prefix, "poster.jpg", "a picture");
        PublishedClip.put(blobs, BlobKey.ofVideo(id), "thumbnails/2531-324x0.jpg", "small");
        PublishedClip.put(blobs, BlobKey.ofVideo(id), "thumbnails/10000-320x200-cover.webp", "last");
        catalog.uploaded(id, "a.mp4");
        catalog.playable(id);
        catalog.completed(id);
    }

    @Test
    void thePosterIsServedAndAskedAboutEachTime() {
        for (String address : new String[] {"/poster.jpg", "/thumbnail.jpg"}) {
            String tag = given().get(video + address)
                    .then()
                    .statusCode(200)
                    .contentType("image/jpeg")
                    .header("Cache-Control", equalTo("no-cache"))
                    .body(equalTo("a picture"))
                    .extract()
                    .header("ETag");
            given().header("If-None-Match", tag).get(video + address).then().statusCode(304);
        }
    }

    @Test
    void aPosterThatNobodyHasTimeToMakeSmallComesAsItIsAndAMomentDoesNot() {
        Thumbnails busy = withoutTurns("0s");
        PlayableVideo now = playback.video(id.toString());
        BlobKey poster = Thumbnails.poster(now);
        ThumbnailSize size = new ThumbnailSize();
        size.width = "320";
        assertThat(busy.ofPoster(now, poster, size.ofPoster(poster, "webp")))
                .succeedsWithin(PATIENCE)
                .isEqualTo(poster);
        assertBusy(busy.of(now, size.ofMoment(1_234, "webp")));
        busy.stop();
    }

    @Test
    void whoeverWaitsForAPictureKeepsNoThreadAndTakesItFromNobodyAndNotTooManyWait() {
        Thumbnails busy = withoutTurns("1h");
        PlayableVideo now = playback.video(id.toString());
        ThumbnailSize size = new ThumbnailSize();
        size.width = "320";
        List<CompletableFuture<BlobKey>> waiting = IntStream.range(0, Thumbnails.MOST_WAITING)
                .mapToObj(i -> busy.of(now, size.ofMoment(1_234 + i, "webp")))
                .toList();
        CompletableFuture<BlobKey> same = busy.of(now, size.ofMoment(1_234, "webp"));
        CompletableFuture<BlobKey> oneMore = busy.of(now, size.ofMoment(4_321, "webp"));
        assertBusy(oneMore);
        same.cancel(false);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        busy.stop();
    }

    private static void assertBusy(CompletableFuture<BlobKey> picture) {
        assertThat(picture)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(DeliveryError.BUSY));
    }

    /** Out of memory, say. */
    @Test
    void aPictureWhoseMakingEndsInAnErrorLeavesItsPlaceToTheNext() {
        PlayableVideo now = playback.video(id.toString());
        BlobKey poster = Thumbnails.poster(now);
        AtomicInteger looks = new AtomicInteger();
        BlobStore failing = new ForwardingStore(blobs) {
            /** Whoever asks for a picture looks for it, and whoever makes it looks once more. */
            @Override
            public Optional<BlobInfo> stat(BlobKey key) {
                return switch (looks.incrementAndGet()) {
                    case 2 -> throw new OutOfMemoryError("of the test");
                    case 4 -> super.stat(poster);
                    default -> Optional.empty();
                };
            }
        };
        Thumbnails one = thumbnails(failing, "1", "1h");
        ThumbnailSize size = new ThumbnailSize();
        size.width = "320";
        assertThat(one.of(now, size.ofMoment(1_234, "webp")))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(OutOfMemoryError.class);
        assertThat(one.of(now, size.ofMoment(1_235, "webp")))
                .succeedsWithin(PATIENCE)
                .isEqualTo(poster);
        one.stop();
    }

    private Thumbnails withoutTurns(String patience) {
        return thumbnails(blobs, "0", patience);
    }

    private Thumbnails thumbnails(BlobStore store, String atOnce, String patience) {
        DeliveryConfig config = new SmallRyeConfigBuilder()
                .withMapping(DeliveryConfig.class)
                .addDiscoveredConverters()
                .withDefaultValue("vitascope.delivery.thumbnail-patience", patience)
                .withDefaultValue("vitascope.delivery.thumbnails-at-once", atOnce)
                .build()
                .getConfigMapping(DeliveryConfig.class);
        return new Thumbnails(store, processing, config);
    }

    @Test
    void aPictureThatWasMadeBeforeIsServed() {
        given().get(video + "/thumbnail.jpg?time=2.5314&width=325").then().body(equalTo("small"));
        given().queryParam("time", "25.31%")
                .get(video + "/thumbnail.jpg?width=324")
                .then()
                .header("Cache-Control", equalTo("public, max-age=3600"))
                .body(equalTo("small"));
        given().get(video + "/thumbnail.webp?time=1:00:00&width=320&height=200&fit=cover")
                .then()
                .contentType("image/webp")
                .body(equalTo("last"));
    }

    @ParameterizedTest
    @CsvSource({
        "time=soon,bad-time",
        "time=1&width=9999,bad-width",
        "time=1&height=wide,bad-height",
        "time=1&fit=stretch,bad-fit",
        "width=1,bad-width"
    })
    void aPictureThatCannotBeIsAProblem(String query, String code) {
        given().get(video + "/thumbnail.jpg?" + query).then().statusCode(400).body("code", equalTo("delivery/" + code));
    }

    @Test
    void aStoryboardLeadsToItsSheets() {
        String tag = given().get(video + "/storyboard.vtt")
                .then()
                .statusCode(200)
                .contentType("text/vtt")
                .header("Cache-Control", equalTo("no-cache"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .body(equalTo(VTT.replace("storyboard-0", "g1/storyboard-0")))
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag)
                .get(video + "/storyboard.vtt")
                .then()
                .statusCode(304);
        given().get(video + "/g1/storyboard-0.jpg")
                .then()
                .statusCode(200)
                .contentType("image/jpeg")
                .header("Cache-Control", containsString("immutable"))
                .header("ETag", notNullValue())
                .body(equalTo("a sheet"));
        given().get(video + "/storyboard-0.jpg")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("public, max-age=3600"));
        given().get(video + "/g2/storyboard-0.jpg")
                .then()
                .statusCode(404)
                .body("code", equalTo("delivery/unknown-file"));
        given().get(video + "/storyboard-1.jpg").then().statusCode(404).body("code", equalTo("delivery/unknown-file"));
        given().get(video + "/storyboard.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("tiles.url", contains("g1/storyboard-0.jpg"));
    }

    @Test
    void aPlayerOfAnotherOriginMayReadTheStoryboard() {
        given().header("Origin", "https://player.example")
                .get(video + "/storyboard.vtt")
                .then()
                .header("Access-Control-Allow-Origin", equalTo("*"));
    }

    @Test
    void aPreviewIsAWebp() {
        given().get(video + "/preview.webp")
                .then()
                .statusCode(200)
                .contentType("image/webp")
                .body(equalTo("a loop"));
        given().head(video + "/preview.webp").then().statusCode(200).header("Content-Length", equalTo("6"));
    }

    @Test
    void whatIsStillBeingMadeSaysWhenToComeBack() throws Exception {
        VideoId young = VideoId.create(System.currentTimeMillis());
        catalog.uploaded(young, "a.mp4");
        catalog.playable(young);
        for (String name : new String[] {"storyboard.vtt", "storyboard.json", "storyboard-0.jpg", "preview.webp"}) {
            given().get("/api/v1/videos/" + young + "/" + name)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("delivery/not-complete-yet"))
                    .body("detail", containsString("still being made"));
        }
    }

    @Test
    void aVideoThatWasProcessedLongAgoHasNoStoryboard() throws Exception {
        VideoId old = VideoId.create(System.currentTimeMillis());
        catalog.uploaded(old, "a.mp4");
        catalog.playable(old);
        catalog.completed(old);
        given().get("/api/v1/videos/" + old + "/storyboard.vtt")
                .then()
                .statusCode(404)
                .body("code", equalTo("delivery/unknown-file"));
    }
}
