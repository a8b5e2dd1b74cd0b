package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class ReaperTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Catalog catalog;

    @Inject
    BlobStore blobs;

    @Inject
    RedisDataSource redis;

    @Inject
    VideoStore store;

    @Inject
    Outbox outbox;

    @Inject
    Deadlines deadlines;

    @Inject
    UploadClient uploads;

    @Inject
    ProcessingClient processing;

    @Inject
    ManagedExecutor executor;

    @Inject
    CatalogConfig config;

    @Inject
    Scheduler scheduler;

    @Test
    void nothingOfADeletedVideoRemainsButATombstoneThatEnds() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of("reaped"), Instant.now()));
        catalog.viewed(id, "somebody");
        blobs.put(BlobKey.ofVideo(id).child("source"), new byte[10]);
        catalog.delete(id, Revisions.ANY);
        await().atMost(PATIENCE).until(() -> isEmpty(id));
        // A child process that was still writing.
        blobs.put(BlobKey.ofVideo(id).child("g1/720p/00001.m4s"), new byte[10]);
        await().atMost(PATIENCE).until(() -> isEmpty(id) && ttlSeconds(id) > 0);
        for (VideoOrder.By by : VideoOrder.By.values()) {
            assertThat(redis.execute("ZRANGE", by.key(), "0", "-1").toString()).doesNotContain(id.toString());
        }
        assertThat(redis.execute("ZRANGE", VideoIndexes.WORDS, "0", "-1").toString())
                .doesNotContain(id.toString());
        assertThat(redis.execute("HEXISTS", VideoIndexes.MADE_BYTES, id.toString())
                        .toInteger())
                .isZero();
        assertThat(redis.execute("HEXISTS", VideoIndexes.TITLE_MEMBERS, id.toString())
                        .toInteger())
                .isZero();
        assertThat(redis.execute("EXISTS", VideoIndexes.tagKey("reaped")).toInteger())
                .isZero();
        assertThat(redis.execute("ZSCORE", VideoIndexes.DEADLINES, id.toString()))
                .isNull();
        assertThat(redis.execute("ZSCORE", "vitascope:videos:reap", id.toString()))
                .isNull();
    }

    @Test
    void workOnADeletedVideoCallsTheReaperAgain() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        catalog.delete(id, Revisions.ANY);
        await().atMost(PATIENCE).until(() -> ttlSeconds(id) > 0);
        blobs.put(BlobKey.ofVideo(id).child("g1/poster.jpg"), new byte[10]);
        assertThat(catalog.learned(id, 1, run -> run.posterReady("g1/poster.jpg")))
                .isEmpty();
        await().atMost(PATIENCE).until(() -> isEmpty(id) && ttlSeconds(id) > 0);
    }

    /** Many who delete at the same time have one pass over what is due, and not one each. */
    @Test
    void manyDeletionsAreReapedOnceAndInOnePassAtATime() {
        Map<String, AtomicInteger> deleted = new ConcurrentHashMap<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BlobStore counting = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                super.deleteAll(prefix);
                deleted.computeIfAbsent(prefix.value(), key -> new AtomicInteger())
                        .incrementAndGet();
                atOnce.decrementAndGet();
            }
        };
        Reaper busy = new Reaper(
                store, outbox, deadlines, counting, uploads, processing, executor, config, Clock.systemUTC());
        scheduler.pause(); // the application's own would take them
        try {
            for (int i = 0; i < 250; i++) {
                VideoId id = VideoId.create(System.currentTimeMillis());
                outbox.commit(transaction -> Reaper.schedule(transaction, id, Instant.now()));
                busy.soon();
            }
            await().atMost(PATIENCE)
                    .until(() -> deadlines.passed(Reaper.REAP, Instant.now(), 1).isEmpty());
        } finally {
            scheduler.resume();
        }
        assertThat(deleted).hasSizeGreaterThan(200); // the application's may have been in the middle of its own pass
        assertThat(deleted.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(most).hasValue(1);
    }

    @Test
    void oneThatCannotBeCleanedIsInNobodysWay() {
        VideoId odd = VideoId.create(System.currentTimeMillis());
        VideoId behind = VideoId.create(System.currentTimeMillis());
        List<BlobKey> deleted = new CopyOnWriteArrayList<>();
        BlobStore denying = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                if (prefix.equals(BlobKey.ofVideo(odd))) {
                    throw new IllegalArgumentException("not a blob key");
                }
                deleted.add(prefix);
            }
        };
        Reaper reaper =
                new Reaper(store, outbox, deadlines, denying, uploads, processing, executor, config, Clock.systemUTC());
        scheduler.pause();
        try {
            outbox.commit(transaction -> {
                Reaper.schedule(transaction, odd, Instant.now().minusSeconds(2));
                Reaper.schedule(transaction, behind, Instant.now().minusSeconds(1));
            });
            reaper.reap();
            assertThat(deleted).contains(BlobKey.ofVideo(behind));
            assertThat(redis.execute("ZSCORE", Reaper.REAP, odd.toString()).toDouble())
                    .isGreaterThan(Instant.now().toEpochMilli());
        } finally {
            scheduler.resume();
        }
    }

    private boolean isEmpty(VideoId id) {
        try (Stream<?> found = blobs.list(BlobKey.ofVideo(id))) {
            return found.findAny().isEmpty();
        }
    }

    private long ttlSeconds(VideoId id) {
        return redis.execute("TTL", VideoStore.recordKey(id)).toLong();
    }
}
