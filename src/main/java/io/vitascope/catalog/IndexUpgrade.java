package io.vitascope.catalog;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.PassingKeys;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Fills indexes that videos of an earlier version of Vitascope are not in yet, or under another key: once, in the background, at the start.
 *
 * <p>{@code vitascope:videos:index-version} tells that it has been done. Several processes may do it at once, and edits
 * may go on: each video is indexed in a transaction that expects its record.
 */
@Singleton
final class IndexUpgrade implements PassingKeys {

    private static final Logger LOG = Logger.getLogger(IndexUpgrade.class);

    private static final String VERSION_KEY = "vitascope:videos:index-version";
    /** One more with every index that is added, or has other entries. */
    private static final String VERSION = "2";

    private static final int BATCH = 500;

    private final RedisDataSource redis;
    private final VideoStore store;
    private final ManagedExecutor executor;

    IndexUpgrade(RedisDataSource redis, VideoStore store, ManagedExecutor executor) {
        this.redis = redis;
        this.store = store;
        this.executor = executor;
    }

    @Override
    public List<String> ofTheFirstStart() {
        return List.of(VERSION_KEY);
    }

    void begin(@Observes StartupEvent event) {
        executor.execute(() -> {
            try {
                upgrade();
            } catch (RuntimeException away) {
                LOG.warnf("Videos of an earlier version are found and sorted as before until the next start: %s", away);
            }
        });
    }

    void upgrade() {
        Response version = redis.execute("GET", VERSION_KEY);
        if (version != null && version.toString().equals(VERSION)) {
            return;
        }
        long done = 0;
        Optional<VideoId> newest = Optional.empty();
        Response ids;
        do {
            String last = String.valueOf(done + BATCH - 1);
            ids = redis.execute("ZRANGE", VideoOrder.By.CREATED_AT.key(), String.valueOf(done), last);
            for (Response text : ids) {
                VideoId id = VideoId.parse(text.toString());
                index(id);
                newest = Optional.of(id);
            }
            done += ids.size();
        } while (ids.size() == BATCH);
        newest.ifPresent(this::note);
        redis.execute("SET", VERSION_KEY, VERSION);
        if (done > 0) {
            LOG.infof("Indexes of %d videos are up to date", done);
        }
    }

    /** For those who have counted before: one changed video is enough for them. */
    private void note(VideoId id) {
        store.change(id, (current, transaction) -> {
            VideoChanges.note(transaction, id);
            return current;
        });
    }

    private void index(VideoId id) {
        store.change(id, (current, transaction) -> {
            current.flatMap(Entry::living).ifPresent(video -> VideoIndexes.reindex(transaction, video));
            return current;
        });
    }
}
