package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.sortedset.SortedSetCommands;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StaleUploadsTest {

    private static final String DEADLINES = "vitascope:uploads:deadlines";
    private static final String LEFT = "vitascope:uploads:left-sources";

    private final StaleUploads stale;
    private final AtomicLong nanos = new AtomicLong();
    private final Uploads uploads;
    private final UploadStore store;
    private final Scratch scratch;
    private final BlobStore blobs;
    private final RedisDataSource redis;
    private final Scheduler scheduler;

    StaleUploadsTest(
            Uploads uploads,
            ResumableUploads resumables,
            DirectUploads directs,
            Imports imports,
            UploadStore store,
            SharedSources sources,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock,
            Scratch scratch,
            BlobStore blobs,
            RedisDataSource redis,
            Scheduler scheduler) {
        this.scheduler = scheduler;
        this.redis = redis;
        this.stale = new StaleUploads(
                uploads,
                resumables,
                directs,
                imports,
                store,
                sources,
                growingFiles,
                config,
                clock,
                new Silences(Duration.ofSeconds(10), nanos::get));
        this.uploads = uploads;
        this.store = store;
        this.scratch = scratch;
        this.blobs = blobs;
    }

    @Test
    void anUploadWhoseProcessDiedIsRemovedAfterItsDeadline() throws IOException {
        VideoId id = opened(Duration.ofMinutes(-1));
        Files.writeString(scratch.file("upload-" + id), "half a film");
        sweep();
        assertThat(scratch.names()).doesNotContain("upload-" + id);
        assertThat(store.known(List.of(id))).isEmpty();
        assertThat(sets().zscore(DEADLINES, id.toString())).isEmpty();
    }

    /** As after the sleep of the whole machine: the sweep may come before the heartbeat. */
    @Test
    void anUploadWhoseProcessStoodStillIsKept() {
        VideoId id = opened(Duration.ofMinutes(-1));
        stale.sweep();
        assertThat(store.extend(id, Instant.now().minusSeconds(1))).isTrue();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        stale.sweep();
        assertThat(store.known(List.of(id))).containsKey(id);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        stale.sweep();
        assertThat(store.known(List.of(id))).isEmpty();
    }

    @Test
    void anUploadBeforeItsDeadlineIsLeftAlone() throws IOException {
        VideoId id = opened(Duration.ofMinutes(5));
        Files.writeString(scratch.file("upload-" + id), "half a film");
        sweep();
        assertThat(scratch.names()).contains("upload-" + id);
        assertThat(store.extend(id, Instant.now().minusSeconds(1))).isTrue();
        sweep();
        assertThat(scratch.names()).doesNotContain("upload-" + id);
    }

    @Test
    void anUploadThatWasGivenUpCannotBeCompleted() {
        VideoId id = opened(Duration.ofMinutes(-1));
        uploads.expire(id);
        assertThat(store.extend(id, Instant.now().plusSeconds(60))).isFalse();
        assertThat(store.finished(id)).isEmpty();
    }

    @Test
    void aFinishedUploadIsNeverSwept() throws Exception {
        VideoId id = VideoId.parse(
                given().multiPart("video", Clip.file().toFile()).post("/upload").path("video_id"));
        uploads.expire(id);
        sweep();
        assertThat(uploads.find(id)).isPresent();
        assertThat(blobs.stat(Upload.source(id))).isPresent();
    }

    /** Redis writes once a second to the disk, and the file is there for good before its client is told. */
    @Test
    void aFormWhoseEndRedisHasLostIsAVideoAllTheSame() throws Exception {
        VideoId id = VideoId.parse(given().multiPart("title", "Sea")
                .multiPart("tags", "waves,wind")
                .multiPart("video", Clip.file().toFile())
                .post("/upload")
                .path("video_id"));
        Upload told = uploads.find(id).orElseThrow();
        Instant past = Instant.now().minusSeconds(60);
        String words = new Caption("Sea", "", List.of("waves", "wind"), told.filename(), "", "", "").metadata();
        store.open(id, UploadRecord.open(past, past, null, null).said(words, past));
        sweep();
        Upload found =
                await().until(() -> uploads.find(id), Optional::isPresent).orElseThrow();
        assertThat(List.of(found.title(), found.tags(), found.filename(), found.sha256()))
                .isEqualTo(List.of(told.title(), told.tags(), told.filename(), told.sha256()));
        assertThat(blobs.stat(Upload.source(id))).isPresent();
    }

    @Test
    void aResumableUploadWhoseLastBytesRedisHasLostIsAVideoAllTheSame() throws Exception {
        Instant past = Instant.now().minusSeconds(60);
        VideoId id = VideoId.create(past.toEpochMilli());
        byte[] film = Files.readAllBytes(Clip.file());
        blobs.put(Upload.source(id), film);
        Resumable begun = Resumable.begun(Resumable.Kind.WHOLE, OptionalLong.of(film.length), "title U2Vh", List.of());
        store.open(id, UploadRecord.open(past, past, begun.at(1), null));
        sweep();
        Upload found =
                await().until(() -> uploads.find(id), Optional::isPresent).orElseThrow();
        assertThat(found.title()).isEqualTo("Sea");
    }

    @Test
    void anOldFileThatNoRecordKnowsIsRemovedAndAFreshOneIsNot() throws IOException {
        VideoId old = VideoId.create(0);
        VideoId fresh = VideoId.create(1);
        Files.writeString(scratch.file("upload-" + old), "?");
        Files.setLastModifiedTime(
                scratch.file("upload-" + old), FileTime.from(Instant.now().minusSeconds(3600)));
        Files.writeString(scratch.file("upload-" + fresh), "?");
        sweep();
        assertThat(scratch.names()).doesNotContain("upload-" + old).contains("upload-" + fresh);
        scratch.delete("upload-" + fresh);
    }

    @Test
    void anUploadThatCannotBeRemovedIsInNobodysWay() throws IOException {
        // The house goes by the time of Redis.
        Instant before = Instant.now().minusSeconds(1);
        VideoId unreadable = opened(Duration.ofMinutes(-2));
        redis.value(String.class).set("vitascope:upload:" + unreadable, "not a record");
        VideoId old = VideoId.create(0);
        Files.writeString(scratch.file("upload-" + old), "?");
        Files.setLastModifiedTime(
                scratch.file("upload-" + old), FileTime.from(Instant.now().minusSeconds(3600)));
        VideoId dead = opened(Duration.ofMinutes(-1));
        Files.writeString(scratch.file("upload-" + dead), "half a film");
        try {
            sweep();
            assertThat(scratch.names()).doesNotContain("upload-" + dead, "upload-" + old);
            assertThat(sets().zscore(DEADLINES, unreadable.toString()).orElseThrow())
                    .isGreaterThanOrEqualTo(before.plusSeconds(60).toEpochMilli());
        } finally {
            redis.key().del("vitascope:upload:" + unreadable);
            uploads.expire(unreadable);
        }
    }

    @Test
    void aSourceThatCannotBeRemovedIsInNobodysWay() {
        VideoId stuck = VideoId.create(0);
        VideoId left = VideoId.create(1);
        blobs.put(Upload.source(left), new byte[] {1});
        BlobStore failing = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                if (prefix.equals(Upload.source(stuck))) {
                    throw new UncheckedIOException(new IOException("denied"));
                }
                super.deleteAll(prefix);
            }
        };
        scheduler.pause();
        try {
            sets().zadd(LEFT, 0, stuck.toString());
            sets().zadd(LEFT, 0, left.toString());
            new SharedSources(redis, failing).removeLeft();
            assertThat(sets().zscore(LEFT, stuck.toString())).isPresent();
        } finally {
            scheduler.resume();
        }
        assertThat(blobs.stat(Upload.source(left))).isEmpty();
        assertThat(sets().zscore(LEFT, left.toString())).isEmpty();
        sweep();
        assertThat(sets().zscore(LEFT, stuck.toString())).isEmpty();
    }

    /** Two looks, with so much time in between that nothing heard meanwhile means something. */
    private void sweep() {
        stale.sweep();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        stale.sweep();
    }

    private SortedSetCommands<String, String> sets() {
        return redis.sortedSet(String.class);
    }

    private VideoId opened(Duration untilDeadline) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        store.open(id, UploadRecord.open(now, now.plus(untilDeadline), null, null));
        return id;
    }
}
