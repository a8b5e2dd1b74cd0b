package io.vitascope.outbox;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.sortedset.ScoreRange;
import io.quarkus.redis.datasource.sortedset.SortedSetCommands;
import io.quarkus.redis.datasource.sortedset.ZAddArgs;
import io.quarkus.redis.datasource.sortedset.ZRangeArgs;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Who has to be looked at when: a sorted set of video ids per room, by deadline. A record that is not in a final state
 * always has an entry, set in the transaction that changed it, so nothing can be forgotten by a crash.
 *
 * <p>Threads: safe for all worker threads.
 */
@Singleton
public final class Deadlines {

    private static final Logger LOG = Logger.getLogger(Deadlines.class);
    private static final Duration LATER = Duration.ofSeconds(60);

    private final SortedSetCommands<String, String> sets;

    Deadlines(RedisDataSource dataSource) {
        this.sets = dataSource.sortedSet(String.class);
    }

    /** Sets or moves the deadline of a record. */
    public static void set(Transaction transaction, String key, VideoId id, Instant deadline) {
        transaction.command("ZADD", key, String.valueOf(deadline.toEpochMilli()), id.toString());
    }

    /** For a record that may have lost its deadline. */
    public static void setIfAbsent(Transaction transaction, String key, VideoId id, Instant deadline) {
        transaction.command("ZADD", key, "NX", String.valueOf(deadline.toEpochMilli()), id.toString());
    }

    /** A record that needs nobody any more. */
    public static void clear(Transaction transaction, String key, VideoId id) {
        transaction.command("ZREM", key, id.toString());
    }

    /** Those whose deadline has passed, the oldest first, at most {@code limit}. */
    public List<VideoId> passed(String key, Instant now, int limit) {
        ScoreRange<Double> range = ScoreRange.from(Double.NEGATIVE_INFINITY, (double) now.toEpochMilli());
        return sets.zrangebyscore(key, range, new ZRangeArgs().limit(0, limit)).stream()
                .map(VideoId::parse)
                .toList();
    }

    /** Looks at {@link #passed} one by one; see {@link #look}. */
    public void lookAtPassed(String key, Instant now, int limit, Consumer<VideoId> look) {
        passed(key, now, limit).forEach(id -> look(key, id, now, () -> look.accept(id)));
    }

    /**
     * Looks at one whose deadline has passed. When that fails, it comes again a minute later, behind those that have
     * waited since: what can't be mended is in nobody's way.
     */
    public void look(String key, VideoId id, Instant now, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            LOG.warnf(e, "%s: %s is looked at again in %d seconds", key, id, LATER.toSeconds());
            ZAddArgs unlessItHasMoved = new ZAddArgs().xx().gt();
            sets.zadd(key, unlessItHasMoved, (double) now.plus(LATER).toEpochMilli(), id.toString());
        }
    }
}
