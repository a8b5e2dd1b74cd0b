package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the indexes in step with a record, in the record's own transaction, and tells {@link VideoChanges}.
 *
 * <p>{@code vitascope:videos:by:<sort>}: sorted sets of ids; for titles of {@code <sort key> NUL <id>}, all with score
 * 0, which Redis sorts by their bytes, and {@code vitascope:videos:title-members} tells an id's member. {@code
 * vitascope:videos:state:<state>} and {@code vitascope:videos:tag:<tag>}: sets of ids; {@code vitascope:videos:tags}:
 * the tags that there are, and perhaps some that there were. {@code vitascope:videos:words}: a sorted set of {@code
 * <word> NUL
 * <id>}, all with score 0, in which the videos with a word, or with one that begins so, stand side by side. {@code
 * vitascope:videos:made-bytes}: a hash, the bytes of a video's renditions.
 */
final class VideoIndexes {

    static final String TITLE_MEMBERS = "vitascope:videos:title-members";
    static final String DEADLINES = "vitascope:videos:deadlines";
    static final String WORDS = "vitascope:videos:words";
    static final String TAGS = "vitascope:videos:tags";
    static final String MADE_BYTES = "vitascope:videos:made-bytes";

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
            transaction.command("ZADD", VideoOrder.By.SIZE.key(), sizeBytes(after), member);
        }
        if (!before.map(Video::durationMs).equals(Optional.of(after.durationMs()))) {
            transaction.command("ZADD", VideoOrder.By.DURATION.key(), String.valueOf(after.durationMs()), member);
        }
        if (!before.map(Video::title).equals(Optional.of(after.title()))) {
            before.ifPresent(video -> removeTitle(transaction, video));
            transaction.command("ZADD", VideoOrder.By.TITLE.key(), "0", titleMember(after));
            transaction.command("HSET", TITLE_MEMBERS, member, titleMember(after));
        }
        Set<String> old = before.map(VideoIndexes::sets).orElse(Set.of());
        Set<String> current = sets(after);
        old.stream().filter(key -> !current.contains(key)).forEach(key -> transaction.command("SREM", key, member));
        current.stream().filter(key -> !old.contains(key)).forEach(key -> transaction.command("SADD", key, member));
        if (!before.map(Video::tags).orElse(List.of()).equals(after.tags())) {
            after.tags().forEach(tag -> transaction.command("SADD", TAGS, tag));
        }
        if (!before.map(Video::text).equals(Optional.of(after.text()))) {
            Set<String> known = before.map(SearchWords::of).orElse(Set.of());
            Set<String> words = SearchWords.of(after);
            Set<String> former = new HashSet<>(before.map(SearchWords::former).orElse(Set.of()));
            former.removeAll(known);
            former.removeAll(words);
            words(transaction, id, former, Set.of());
            words(transaction, id, known, words);
        }
        if (before.map(Video::madeBytes).orElse(0L) != after.madeBytes()) {
            transaction.command("HSET", MADE_BYTES, member, String.valueOf(after.madeBytes()));
        }
        if (after.state() == Video.State.PROCESSING) {
            Deadlines.set(transaction, DEADLINES, id, deadline);
        } else {
            Deadlines.clear(transaction, DEADLINES, id);
        }
    }

    /** Of a video whose indexes may be of another moment than its record. */
    static void putRight(Transaction transaction, Video video) {
        for (Video.State state : Video.State.values()) {
            transaction.command("SREM", stateKey(state), video.videoId().toString());
        }
        put(transaction, Optional.empty(), video, Instant.EPOCH);
    }

    /** Those that an earlier version of this class did not know, or knew by other words. */
    static void reindex(Transaction transaction, Video video) {
        String member = video.videoId().toString();
        transaction.command("ZREM", VideoOrder.By.TITLE.key(), formerTitleMember(video));
        transaction.command("ZADD", VideoOrder.By.TITLE.key(), "0", titleMember(video));
        transaction.command("HSET", TITLE_MEMBERS, member, titleMember(video));
        transaction.command("ZADD", VideoOrder.By.SIZE.key(), sizeBytes(video), member);
        video.tags().forEach(tag -> transaction.command("SADD", TAGS, tag));
        words(transaction, video.videoId(), SearchWords.former(video), Set.of());
        words(transaction, video.videoId(), Set.of(), SearchWords.of(video));
        transaction.command("HSET", MADE_BYTES, member, String.valueOf(video.madeBytes()));
    }

    static void views(Transaction transaction, VideoId id, long views) {
        transaction.command("ZADD", VideoOrder.By.VIEWS.key(), String.valueOf(views), id.toString());
    }

    static void remove(Transaction transaction, Video video) {
        VideoId id = video.videoId();
        String member = id.toString();
        VideoChanges.note(transaction, id);
        for (VideoOrder.By by : VideoOrder.By.values()) {
            if (by == VideoOrder.By.TITLE) {
                removeTitle(transaction, video);
            } else {
                transaction.command("ZREM", by.key(), member);
            }
        }
        transaction.command("HDEL", TITLE_MEMBERS, member);
        transaction.command("HDEL", MADE_BYTES, member);
        words(transaction, id, SearchWords.former(video), Set.of());
        words(transaction, id, SearchWords.of(video), Set.of());
        sets(video).forEach(key -> transaction.command("SREM", key, member));
        Deadlines.clear(transaction, DEADLINES, id);
    }

    private static void words(Transaction transaction, VideoId id, Set<String> before, Set<String> after) {
        List<String> gone = new ArrayList<>(List.of("ZREM", WORDS));
        before.stream().filter(word -> !after.contains(word)).forEach(word -> gone.add(word + "\0" + id));
        if (gone.size() > 2) {
            transaction.command(gone.toArray(String[]::new));
        }
        List<String> come = new ArrayList<>(List.of("ZADD", WORDS));
        after.stream().filter(word -> !before.contains(word)).forEach(word -> {
            come.add("0");
            come.add(word + "\0" + id);
        });
        if (come.size() > 2) {
            transaction.command(come.toArray(String[]::new));
        }
    }

    private static Set<String> sets(Video video) {
        Set<String> keys = new HashSet<>();
        keys.add(stateKey(video.state()));
        video.tags().forEach(tag -> keys.add(tagKey(tag)));
        return keys;
    }

    /** {@link IndexUpgrade} may not have come to it yet. */
    private static void removeTitle(Transaction transaction, Video video) {
        transaction.command("ZREM", VideoOrder.By.TITLE.key(), titleMember(video), formerTitleMember(video));
    }

    private static String titleMember(Video video) {
        return TitleKey.of(video.title()) + "\0" + video.id();
    }

    private static String formerTitleMember(Video video) {
        return Folding.former(video.title()) + "\0" + video.id();
    }

    private static String sizeBytes(Video video) {
        return String.valueOf(video.source().sizeBytes());
    }

    private static String millis(Instant instant) {
        return String.valueOf(instant.toEpochMilli());
    }
}
