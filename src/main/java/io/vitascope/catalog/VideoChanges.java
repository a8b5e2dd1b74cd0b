package io.vitascope.catalog;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which videos have changed, in order, for whoever watches: the stream {@code vitascope:videos:changes}, written in the
 * transactions that change them. Every process reads the same one, so a watcher may come back to another process.
 *
 * <p>Holds about the last {@value #KEPT} changes. Threads: safe for all worker threads; calls block.
 */
@Singleton
final class VideoChanges {

    static final String START = "0-0";

    private static final String STREAM = "vitascope:videos:changes";
    private static final String KEPT = "10000";
    private static final Pattern POSITION = Pattern.compile("\\d{1,18}-\\d{1,18}");

    private final RedisDataSource redis;

    VideoChanges(RedisDataSource redis) {
        this.redis = redis;
    }

    /** {@code position} rises from change to change. */
    record Change(String position, VideoId id) {}

    static void note(Transaction transaction, VideoId id) {
        transaction.command("XADD", STREAM, "MAXLEN", "~", KEPT, "*", "id", id.toString());
    }

    static boolean isPosition(String text) {
        return POSITION.matcher(text).matches();
    }

    /** The position of the newest change; {@link #START} before the first. */
    String last() {
        return first(redis.execute("XREVRANGE", STREAM, "+", "-", "COUNT", "1")).orElse(START);
    }

    /** The newest, the oldest of them first, at most {@code limit}. */
    List<Change> newest(int limit) {
        List<Change> changes = changes(redis.execute("XREVRANGE", STREAM, "+", "-", "COUNT", String.valueOf(limit)));
        Collections.reverse(changes);
        return changes;
    }

    /** Those after {@code position}, the oldest first, at most {@code limit}. */
    List<Change> after(String position, int limit) {
        return changes(redis.execute("XRANGE", STREAM, "(" + position, "+", "COUNT", String.valueOf(limit)));
    }

    private static List<Change> changes(Response found) {
        List<Change> changes = new ArrayList<>();
        for (Response entry : found) {
            changes.add(new Change(
                    entry.get(0).toString(), VideoId.parse(entry.get(1).get(1).toString())));
        }
        return changes;
    }

    private static Optional<String> first(Response entries) {
        return entries.size() == 0
                ? Optional.empty()
                : Optional.of(entries.get(0).get(0).toString());
    }

    /** As positions rise. */
    static int compare(String one, String other) {
        String[] a = one.split("-", 2);
        String[] b = other.split("-", 2);
        int millis = Long.compare(Long.parseLong(a[0]), Long.parseLong(b[0]));
        return millis != 0 ? millis : Long.compare(Long.parseLong(a[1]), Long.parseLong(b[1]));
    }
}
