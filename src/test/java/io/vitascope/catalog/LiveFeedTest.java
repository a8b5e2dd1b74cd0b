package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class LiveFeedTest {

    private static final int MANY = 200;
    private static final Pattern CALLS = Pattern.compile("cmdstat_x(?:rev)?range:calls=(\\d+)");

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
        LiveFeed feed = new LiveFeed(catalog, live, changes, json, config);
        long before = readings();
        List<Told> all = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Told told = new Told();
                feed.watchAll(new Watcher(Optional.empty(), told, System.nanoTime()), Optional.of(last));
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

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void send(LiveEvent event) {
            ids.add(event.id());
            kinds.add(event.kind());
        }

        @Override
        public void beat() {}

        @Override
        public void end() {}

        @Override
        public void breakOff() {}
    }
}
