package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.SmallVideo;
import io.vitascope.kernel.VideoId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class LiveFeedTest {

    private static final int MANY = 200;
    private static final String JOB = "vitascope:job:";
    private static final String QUEUE = "vitascope:jobs:queue";
    private static final Pattern CALLS = Pattern.compile("cmdstat_x(?:rev)?range:calls=(\\d+)");

    @TempDir
    Path folder;

    private final Catalog catalog;
    private final LiveVideos live;
    private final VideoChanges changes;
    private final ObjectMapper json;
    private final CatalogConfig config;
    private final RedisDataSource redis;

    LiveFeedTest(
            Catalog catalog,
            LiveVideos live,
            VideoChanges changes,
            ObjectMapper json,
            CatalogConfig config,
            RedisDataSource redis) {
        this.catalog = catalog;
        this.live = live;
        this.changes = changes;
        this.json = json;
        this.config = config;
        this.redis = redis;
    }

    /** After a deploy all tabs connect again within a second. */
    @Test
    void manyWhoComeAtTheSameTimeAreToldOfOneReading() {
        VideoId known = arrived();
        String last = changes.last();
        VideoId id = arrived();
        LiveFeed feed = new LiveFeed(live, changes, json, config);
        long before = readings();
        List<Told> all = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Told told = new Told();
                feed.watch(new Watcher(Optional.empty(), told, System.nanoTime()), Optional.of(last));
                all.add(told);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> all.stream().allMatch(told -> told.ids.contains(id)));
        } finally {
            feed.stop(new ShutdownEvent());
            catalog.delete(known, Revisions.ANY);
            catalog.delete(id, Revisions.ANY);
        }
        assertThat(readings() - before).isLessThan(MANY);
        assertThat(all).noneMatch(told -> told.kinds.contains(LiveEvent.Kind.RESET));
    }

    /** The place of the thousandth changes with every start, and asking for all of them would hold up everybody. */
    @Test
    void ofALongQueueTheFirstAreToldHowFarTheyAreAndWhoeverIsWatchedByItself() throws Exception {
        VideoId first = VideoId.parse(SmallVideo.upload(folder));
        catalog.retry(first, true);
        String job = redis.value(String.class).get(JOB + first);
        List<VideoId> queued = new ArrayList<>();
        Told all = new Told();
        Told single = new Told();
        LiveFeed feed = new LiveFeed(live, changes, json, config);
        try {
            feed.watch(new Watcher(Optional.empty(), all, System.nanoTime()), Optional.empty());
            for (int i = 0; i < 2 * LiveVideos.MOST_WAITING; i++) {
                VideoId id = arrived();
                queued.add(id);
                redis.value(String.class).set(JOB + id, job.replace(first.toString(), id.toString()));
                redis.sortedSet(String.class).zadd(QUEUE, System.currentTimeMillis() + i, id.toString());
            }
            VideoId last = queued.get(queued.size() - 1);
            feed.watch(new Watcher(Optional.of(last), single, System.nanoTime()), Optional.empty());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(single.told(LiveEvent.Kind.PROGRESS, last))
                            .anySatisfy(body -> assertThat(body).contains("\"queue_position\":")));
            // What is told to one watcher is told to those who watch all, too.
            await().atMost(Duration.ofSeconds(20)).until(() -> Stream.of(first, last)
                    .noneMatch(id -> all.told(LiveEvent.Kind.PROGRESS, id).isEmpty()));
            assertThat(queued)
                    .filteredOn(id -> !all.told(LiveEvent.Kind.PROGRESS, id).isEmpty())
                    .hasSizeLessThanOrEqualTo(LiveVideos.MOST_WAITING);
        } finally {
            feed.stop(new ShutdownEvent());
            queued.forEach(id -> {
                redis.sortedSet(String.class).zrem(QUEUE, id.toString());
                redis.key().del(JOB + id);
                catalog.delete(id, Revisions.ANY);
            });
            catalog.delete(first, Revisions.ANY);
        }
    }

    private VideoId arrived() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        return id;
    }

    /** How often Redis was asked for changes. */
    private long readings() {
        Matcher calls = CALLS.matcher(redis.execute("INFO", "commandstats").toString());
        return calls.results().mapToLong(call -> Long.parseLong(call.group(1))).sum();
    }

    private static final class Told implements Watcher.Sink {

        private final List<VideoId> ids = new CopyOnWriteArrayList<>();
        private final List<LiveEvent.Kind> kinds = new CopyOnWriteArrayList<>();

        private final List<LiveEvent> events = new CopyOnWriteArrayList<>();

        List<String> told(LiveEvent.Kind kind, VideoId id) {
            return events.stream()
                    .filter(event -> event.kind() == kind && event.id().equals(id))
                    .map(LiveEvent::json)
                    .toList();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void send(LiveEvent event) {
            ids.add(event.id());
            kinds.add(event.kind());
            events.add(event);
        }

        @Override
        public void beat(String position) {}

        @Override
        public void end() {}

        @Override
        public void breakOff() {}
    }
}
