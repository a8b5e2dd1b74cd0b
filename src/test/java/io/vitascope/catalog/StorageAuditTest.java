package io.vitascope.catalog;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.Finding.Level;
import io.vitascope.kernel.Housekeeping;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class StorageAuditTest {

    @Inject
    Catalog catalog;

    @Inject
    BlobStore blobs;

    @Inject
    Housekeeping command;

    @Test
    void whatBelongsToNothingIsToldAndSweptAndWhatIsMissingIsTold() throws IOException {
        VideoId whole = video();
        blobs.put(BlobKey.ofVideo(whole).child("source"), new byte[10]);
        VideoId sourceless = video();
        blobs.put(BlobKey.ofVideo(sourceless).child("g1/720p/00001.m4s"), new byte[10]);
        VideoId nobody = VideoId.create(System.currentTimeMillis());
        BlobKey orphan = BlobKey.ofVideo(nobody).child("g1/720p/00001.m4s");
        blobs.put(orphan, new byte[30]);
        BlobKey stranger = new BlobKey("videos/readme");
        blobs.put(stranger, new byte[1]);
        // As a console makes them, or somebody who copies into the folder.
        Path unfit = blobs.file(stranger).orElseThrow().resolveSibling("my film.mp4");
        Files.write(unfit, new byte[1]);
        try {
            var report = get("/api/v1/admin/storage");
            assertThat(report.<List<String>>path("orphans.video_id"))
                    .contains(nobody.toString())
                    .doesNotContain(whole.toString(), sourceless.toString());
            assertThat(report.<Integer>path("orphans.find { it.video_id == '" + nobody + "' }.bytes"))
                    .isEqualTo(30);
            assertThat(report.<List<String>>path("missing"))
                    .contains(sourceless.toString())
                    .doesNotContain(whole.toString());
            assertThat(report.<List<String>>path("strangers"))
                    .containsExactlyInAnyOrder("videos/readme", "videos/my film.mp4");
            assertThat(blobs.stat(orphan)).isPresent();
            assertThat(command.look())
                    .anySatisfy(finding -> assertThat(finding.seen())
                            .startsWith(BlobKey.ofVideo(nobody) + ": 1 blobs, 30 bytes, of no video and no upload"))
                    .anySatisfy(finding -> {
                        assertThat(finding.level()).isEqualTo(Level.ERROR);
                        assertThat(finding.seen()).contains(sourceless.toString());
                    })
                    .noneMatch(finding -> finding.seen().contains(whole.toString()));
            assertThat(blobs.stat(orphan)).isPresent();

            assertThat(given().post("/api/v1/admin/storage/sweep").<List<String>>path("orphans.video_id"))
                    .contains(nobody.toString());
            assertThat(blobs.stat(orphan)).isEmpty();
            assertThat(blobs.stat(BlobKey.ofVideo(whole).child("source"))).isPresent();
            assertThat(blobs.stat(stranger)).isPresent();
            assertThat(get("/api/v1/admin/storage").<List<String>>path("orphans"))
                    .isEmpty();
            blobs.put(orphan, new byte[30]);
            assertThat(command.sweep())
                    .anyMatch(finding -> finding.level() == Level.OK
                            && finding.seen().contains(nobody.toString())
                            && finding.seen().endsWith("Removed."));
            assertThat(blobs.stat(orphan)).isEmpty();
        } finally {
            blobs.delete(stranger);
            Files.delete(unfit);
            catalog.delete(whole, Revisions.ANY);
            catalog.delete(sourceless, Revisions.ANY);
        }
    }

    private VideoId video() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        return id;
    }
}
