package io.vitascope.catalog;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.InABucket;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Unfinished;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a crash leaves in a bucket: files that were begun in parts. */
@QuarkusTest
@TestProfile(InABucket.class)
class StrayPartsTest {

    private final Catalog catalog;
    private final BlobStore blobs;

    StrayPartsTest(Catalog catalog, BlobStore blobs) {
        this.catalog = catalog;
        this.blobs = blobs;
    }

    @Test
    void partsThatNobodyEndsAreToldAndSweptAndThoseOfAnUploadUnderWayAreNot() {
        BlobKey ofNobody =
                BlobKey.ofVideo(VideoId.create(System.currentTimeMillis())).child("source");
        begin(ofNobody);
        VideoId video = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(video, "Sea", List.of(), Instant.now()));
        BlobKey ofFinished = BlobKey.ofVideo(video).child("source");
        begin(ofFinished);
        BlobKey rendition = BlobKey.ofVideo(video).child("g1/720p.mp4");
        begin(rendition);
        String upload = given().contentType("application/json")
                .body(Map.of("size_bytes", 1000))
                .post("/api/v1/direct-uploads")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        BlobKey underWay = BlobKey.ofVideo(VideoId.parse(upload)).child("source");
        try {
            assertThat(get("/api/v1/admin/storage").<List<String>>path("strays.blob"))
                    .contains(ofNobody.value(), ofFinished.value())
                    .doesNotContain(rendition.value(), underWay.value());
            assertThat(unfinished()).contains(ofNobody, ofFinished, rendition, underWay);

            assertThat(given().post("/api/v1/admin/storage/sweep").<List<String>>path("strays.blob"))
                    .contains(ofNobody.value(), ofFinished.value());
            assertThat(unfinished()).contains(rendition, underWay).doesNotContain(ofNobody, ofFinished);
        } finally {
            given().delete("/api/v1/direct-uploads/" + upload).then().statusCode(204);
            catalog.delete(video, Revisions.ANY);
        }
    }

    private void begin(BlobKey key) {
        blobs.direct().orElseThrow().begin(key);
    }

    private List<BlobKey> unfinished() {
        return blobs.unfinished(new BlobKey("videos")).stream()
                .map(Unfinished::key)
                .toList();
    }
}
