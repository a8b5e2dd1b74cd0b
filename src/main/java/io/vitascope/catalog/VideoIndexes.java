package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Transaction;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the indexes in step with a record, in the record's own transaction, and tells {@link VideoChanges}.
 *
 * <p>{@code vitascope:videos:by:<sort>}: sorted sets of ids; for titles of {@code <sort key> NUL <id>}, all with score 0,
 * which Redis sorts by their bytes, and {@code vitascope:videos:title-members} tells an id's member. {@code
 * vitascope:videos:state:<state>} and {@code vitascope:videos:tag:<tag>}: sets of ids.
 */
final class VideoIndexes {

    static final String TITLE_MEMBERS = "vitascope:videos:title-members";
    static final String DEADLINES = "vitascope:videos:deadlines";

    private VideoIndexes() {}

    static String stateKey(Video.State state) {
        return "vitascope:videos:state:" + state.word();
    }

    static String tagKey(String tag) {
        return "vitascope:videos:tag:" + tag;
    }

    /** {@code deadline}: when to ask about the video if it is still being processed and nothing was heard of it. */
    static void put(Transaction transaction, Optional<Video> before, Video after, Instant deadline) {
        VideoId id = after.videoId();
        String member = id.toString();
        VideoChanges.note(transaction, id);
        if (before.isEmpty()) {
            transaction.command("ZADD", VideoOrder.By.CREATED_AT.key(), millis(after.createdAt()), member);
            transaction.command("ZADD", VideoOrder.By.VIEWS.key(), "NX", "0", member);
        }
        if (!before.map(Video::durationMs).equals(Optional.of(after.durationMs()))) {
            transaction.command("ZADD", VideoOrder.By.DURATION.key(), String.valueOf(after.durationMs()), member);
        }
        if (!before.map(Video::title).equals(Optional.of(after.title()))) {
            before.ifPresent(video -> transaction.command("ZREM", VideoOrder.By.TITLE.key(), titleMember(video)));
            transaction.command("ZADD", VideoOrder.By.TITLE.key(), "0", titleMember(after));
            transaction.command("HSET", TITLE_MEMBERS, member, titleMember(after));
        }
        Set<String> old = before.map(VideoIndexes::sets).orElse(Set.of());
        Set<String> current = sets(after);
        old.stream().filter(key -> !current.contains(key)).forEach(key -> transaction.command("SREM", key, member));
        current.stream().filter(key -> !old.contains(key)).forEach(key -> transaction.command("SADD", key, member));
        if (after.state() == Video.State.PROCESSING) {
            Deadlines.set(transaction, DEADLINES, id, deadline);
        } else {
            Deadlines.clear(transaction, DEADLINES, id);
        }
    }

    static void remove(Transaction transaction, Video video) {
        VideoId id = video.videoId();
        String member = id.toString();
        VideoChanges.note(transaction, id);
        for (VideoOrder.By by : VideoOrder.By.values()) {
            transaction.command("ZREM", by.key(), by == VideoOrder.By.TITLE ? titleMember(video) : member);
        }
        transaction.command("HDEL", TITLE_MEMBERS, member);
        sets(video).forEach(key -> transaction.command("SREM", key, member));
        Deadlines.clear(transaction, DEADLINES, id);
    }

    private static Set<String> sets(Video video) {
        Set<String> keys = new HashSet<>();
        keys.add(stateKey(video.state()));
        video.tags().forEach(tag -> keys.add(tagKey(tag)));
        return keys;
    }

    private static String titleMember(Video video) {
        return VideoOrder.sortKey(video.title()) + "\0" + video.id();
    }

    private static String millis(Instant instant) {
        return String.valueOf(instant.toEpochMilli());
    }
}
