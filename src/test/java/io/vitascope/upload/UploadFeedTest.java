package io.vitascope.upload;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class UploadFeedTest {

    private static final int WATCHERS = 200;
    private static final Pattern CALLS = Pattern.compile("cmdstat_(?:get|mget):calls=(\\d+)");

    private final UploadStore store;
    private final Uploads uploads;
    private final UploadFeed feed;
    private final UploadConfig config;
    private final RedisDataSource redis;
    private VideoId id = new VideoId(new UUID(0, 0));

    UploadFeedTest(UploadStore store, Uploads uploads, UploadConfig config, RedisDataSource redis) {
        this.store = store;
        this.uploads = uploads;
        this.feed = new UploadFeed(store, Duration.ofSeconds(1), Duration.ofSeconds(2));
        this.config = config;
        this.redis = redis;
    }

    @BeforeEach
    void open() {
        Resumable begun = Resumable.begun(Resumable.Kind.WHOLE, OptionalLong.of(1_000), "", List.of());
        id = uploads.open(config.expiry(), begun, "nobody", IdempotencyKeys.Claim.NONE)
                .id();
    }

    @AfterEach
    void close() {
        feed.stop(new ShutdownEvent());
        uploads.discard(id, Ending.DELETED);
    }

    @Test
    void manyWhoWatchAnUploadThatStandsStillCostNoMoreThanOneAndHearThatTheyAreNotForgotten() {
        Told told = new Told();
        long before = reads();
        for (int count = 0; count < WATCHERS; count++) {
            feed.watch(id, now(), told);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> told.beats.get() >= WATCHERS);
        assertThat(told.news).hasSize(WATCHERS);
        assertThat(reads() - before).as("reads of Redis").isLessThan(2 * WATCHERS);
    }

    @Test
    void whoWatchesIsToldEachStepAndTheEndLast() {
        Told told = new Told();
        feed.watch(id, now(), told);
        store.advance(id, 0, 10, Instant.now().plusSeconds(60));
        await().until(() -> told.news.stream().anyMatch(status -> status.offsetBytes() == 10));
        store.abandon(id, Ending.DELETED);
        await().until(() -> told.ends.get() == 1);
        assertThat(told.news.get(told.news.size() - 1).state()).isEqualTo(UploadStatus.State.failed);
    }

    @Test
    void whoHasLeftIsToldNothingMore() {
        Told gone = new Told();
        feed.watch(id, now(), gone).run();
        Told told = new Told();
        feed.watch(id, now(), told);
        store.advance(id, 0, 10, Instant.now().plusSeconds(60));
        await().until(() -> told.news.size() == 2);
        assertThat(gone.news).hasSize(1);
    }

    /** Those too who would have to read nothing more than the end. */
    @Test
    void whoReadsNothingIsSentAwayAndNobodyElse() {
        Told reader = new Told();
        Told stuck = new Told();
        Told stuckAtTheEnd = new Told();
        stuck.ready = false;
        stuckAtTheEnd.ready = false;
        feed.watch(id, now(), reader);
        feed.watch(id, now(), stuck);
        store.abandon(id, Ending.DELETED);
        feed.watch(id, now(), stuckAtTheEnd);
        await().until(() -> stuck.broken.get() == 1 && stuckAtTheEnd.broken.get() == 1);
        assertThat(stuckAtTheEnd.ends).hasValue(1);
        assertThat(reader.broken).hasValue(0);
    }

    private static final class Told implements UploadFeed.Sink {

        volatile boolean ready = true;
        final AtomicInteger broken = new AtomicInteger();

        final List<UploadStatus> news = new CopyOnWriteArrayList<>();
        final AtomicInteger beats = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void breakOff() {
            broken.incrementAndGet();
        }

        @Override
        public void send(UploadStatus status) {
            news.add(status);
        }

        @Override
        public void beat() {
            beats.incrementAndGet();
        }

        @Override
        public void end() {
            ends.incrementAndGet();
        }
    }

    @Test
    void anUploadThatHasEndedHasOneEvent() {
        store.abandon(id, Ending.DELETED);
        String events = get("/api/v1/uploads/" + id + "/events").asString();
        assertThat(events.strip()).startsWith("data:{").hasLineCount(1).contains("\"state\":\"failed\"");
    }

    private UploadStatus now() {
        return UploadStatus.of(id, uploads.require(id));
    }

    /** How many of records, whoever has asked. */
    private long reads() {
        Matcher calls = CALLS.matcher(String.valueOf(redis.execute("INFO", "commandstats")));
        long sum = 0;
        while (calls.find()) {
            sum += Long.parseLong(calls.group(1));
        }
        return sum;
    }
}
