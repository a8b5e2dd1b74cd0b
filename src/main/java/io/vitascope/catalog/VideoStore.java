package io.vitascope.catalog;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Stock;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Redis as the catalog uses it: records, pages of them, and views.
 *
 * <p>Threads: safe for all worker threads; every call blocks. A page costs two round trips, whatever it holds.
 */
@Singleton
final class VideoStore implements Stock {

    private static final String RECORDS = "vitascope:video:";
    private static final String VIEWERS = "vitascope:viewers:";
    private static final String LEXICAL = "lexical";
    private static final String NUMERIC = "numeric";
    private static final int ID_LENGTH = 36;

    /**
     * Only a video that exists has views: -1 without one, else by how many there are more now.
     *
     * <p>KEYS: the index of views, who was counted when, and a HyperLogLog for a crowd. ARGV: id, viewer, window in ms,
     * how many are known by name. As long as there is a crowd, everybody new is of it.
     */
    private static final String VIEW = """
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return -1 end
        local window = tonumber(ARGV[3])
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local counted = redis.call('ZSCORE', KEYS[2], ARGV[2])
        if counted and tonumber(counted) > now - window then return 0 end
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
        local views = 1
        local crowd = redis.call('EXISTS', KEYS[3]) == 1
        if crowd or redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then
          local before = redis.call('PFCOUNT', KEYS[3])
          if redis.call('PFADD', KEYS[3], ARGV[2]) == 0 then return 0 end
          if not crowd then redis.call('PEXPIRE', KEYS[3], window) end
          views = math.max(0, redis.call('PFCOUNT', KEYS[3]) - before)
        else
          redis.call('ZADD', KEYS[2], now, ARGV[2])
          redis.call('PEXPIRE', KEYS[2], window)
        end
        if views > 0 then redis.call('ZINCRBY', KEYS[1], views, ARGV[1]) end
        return views
        """;

    /** Of one video. Redis keeps so many in one small piece, and more in one of several times the size. */
    private static final int KNOWN_VIEWERS = 128;

    /** KEYS: index of sizes, made bytes. Answers: both sums as text. */
    private static final String BYTES = """
        local uploaded, made = 0, 0
        local sizes = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
        for i = 2, #sizes, 2 do uploaded = uploaded + tonumber(sizes[i]) end
        for _, bytes in ipairs(redis.call('HVALS', KEYS[2])) do made = made + tonumber(bytes) end
        return {string.format('%.0f', uploaded), string.format('%.0f', made)}
        """;

    /** KEYS: whose members are counted. */
    private static final String COUNTS = """
        return {
          redis.call('ZCARD', KEYS[1]), redis.call('SCARD', KEYS[2]), redis.call('SCARD', KEYS[3]),
          redis.call('SCARD', KEYS[4]), redis.call('ZCARD', KEYS[5])
        }
        """;

    /** KEYS: the tags. ARGV: what a tag's set begins with. */
    private static final String TAG_COUNTS = """
        local counts = {}
        for _, tag in ipairs(redis.call('SMEMBERS', KEYS[1])) do
          local count = redis.call('SCARD', ARGV[1] .. tag)
          if count == 0 then
            redis.call('SREM', KEYS[1], tag)
          else
            counts[#counts + 1] = tag
            counts[#counts + 1] = count
          end
        end
        return counts
        """;

    /** What {@link #countView} found. */
    enum View {
        COUNTED,
        COUNTED_BEFORE,
        NO_SUCH_VIDEO
    }

    /** A video and its views. */
    record Viewed(Video video, long views) {}

    private final RedisDataSource redis;
    private final Records<Entry> records;

    VideoStore(RedisDataSource redis, Outbox outbox) {
        this.redis = redis;
        this.records = outbox.records(Entry.class, RECORDS);
    }

    /** What stands under this id; empty when nothing does, or not any more. */
    Optional<Entry> find(VideoId id) {
        return records.find(id);
    }

    /** What stands under these ids, in the same order, in one round trip. */
    Map<VideoId, Entry> entries(List<VideoId> ids) {
        return records.findAll(ids);
    }

    /** Those of these videos that there are and that are not in the trash, in the same order, in one round trip. */
    Map<VideoId, Video> living(Collection<VideoId> ids) {
        Map<VideoId, Video> living = new LinkedHashMap<>();
        entries(List.copyOf(ids)).forEach((id, entry) -> entry.living().ifPresent(video -> living.put(id, video)));
        return living;
    }

    /** All of them, the oldest first. */
    List<VideoId> ids() {
        return redis.sortedSet(String.class).zrange(VideoOrder.By.CREATED_AT.key(), 0, -1).stream()
                .map(VideoId::parse)
                .toList();
    }

    Records.Change<Entry> change(VideoId id, Records.Decision<Entry> decision) {
        return records.change(id, decision);
    }

    /** Of a tombstone: it goes after this time. */
    static void expire(Transaction transaction, VideoId id, Duration after) {
        transaction.command("EXPIRE", recordKey(id), String.valueOf(after.toSeconds()));
    }

    @Override
    public void take() {
        records.each((id, found) -> records.change(id, (current, transaction) -> {
            current.ifPresent(entry -> putRight(transaction, id, entry));
            return current;
        }));
    }

    private static void putRight(Transaction transaction, VideoId id, Entry entry) {
        entry.living().ifPresent(video -> VideoIndexes.putRight(transaction, video));
        if (entry.trashedUntil() != null) {
            Deadlines.setIfAbsent(transaction, Trash.TRASH, id, entry.trashedUntil());
        }
        if (entry.quietSince() != null) {
            Deadlines.setIfAbsent(transaction, Reaper.REAP, id, entry.quietSince());
        }
    }

    static String recordKey(VideoId id) {
        return RECORDS + id;
    }

    /** A video that is deleted while the page is read is left out of it. */
    VideoPage<Viewed> page(VideoQuery query) {
        List<String> words = arguments(query);
        Response answer = redis.execute("EVAL", words.toArray(String[]::new));
        Response members = answer.get(1);
        int count = Math.min(members.size(), query.pageSize());
        Map<VideoId, Long> views = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String member = text(members.get(i));
            VideoId id = VideoId.parse(member.substring(member.length() - ID_LENGTH));
            views.put(id, number(answer.get(3).get(i)));
        }
        List<Viewed> items = new ArrayList<>(count);
        living(views.keySet()).forEach((id, video) -> items.add(new Viewed(video, views.getOrDefault(id, 0L))));
        Optional<Cursor> next = members.size() <= count
                ? Optional.empty()
                : Optional.of(
                        new Cursor(query.order(), number(answer.get(2).get(count - 1)), text(members.get(count - 1))));
        return new VideoPage<>(items, answer.get(0).toLong(), next);
    }

    /** Those of these videos that there are, in the same order, in two round trips. */
    List<Viewed> findAll(List<VideoId> ids) {
        List<Video> living = List.copyOf(living(ids).values());
        if (living.isEmpty()) {
            return List.of();
        }
        List<String> words = new ArrayList<>(List.of(VideoOrder.By.VIEWS.key()));
        living.forEach(video -> words.add(video.id().toString()));
        Response scores = redis.execute("ZMSCORE", words.toArray(String[]::new));
        List<Viewed> viewed = new ArrayList<>(living.size());
        for (int i = 0; i < living.size(); i++) {
            Response score = scores.get(i);
            viewed.add(new Viewed(living.get(i), score == null ? 0 : number(score)));
        }
        return viewed;
    }

    /** How many videos there are, by what is known of them. */
    record Counts(long videos, long processing, long ready, long failed, long trashed) {}

    Counts counts() {
        Response told = redis.execute(
                "EVAL",
                COUNTS,
                "5",
                VideoOrder.By.CREATED_AT.key(),
                VideoIndexes.stateKey(Video.State.PROCESSING),
                VideoIndexes.stateKey(Video.State.READY),
                VideoIndexes.stateKey(Video.State.FAILED),
                Trash.TRASH);
        return new Counts(
                number(told.get(0)),
                number(told.get(1)),
                number(told.get(2)),
                number(told.get(3)),
                number(told.get(4)));
    }

    /** Of all videos together. */
    record Bytes(long uploaded, long made) {}

    /** Takes the longer the more videos there are, and Redis does nothing else meanwhile. */
    Bytes bytes() {
        Response told = redis.execute("EVAL", BYTES, "2", VideoOrder.By.SIZE.key(), VideoIndexes.MADE_BYTES);
        return new Bytes(number(told.get(0)), number(told.get(1)));
    }

    /** A video in the trash, and until when it stays there. */
    record Trashed(Video video, Instant until) {}

    /** A part of the trash, and where the next one begins. */
    record TrashPage(List<Trashed> items, long totalCount, Optional<TrashCursor> next) {}

    /** What goes next comes first. What is brought back or deleted meanwhile is left out. */
    TrashPage trash(int limit, Optional<TrashCursor> from) {
        Response answer = redis.execute(
                "EVAL",
                PageScript.TEXT,
                "4",
                Trash.TRASH,
                VideoIndexes.TITLE_MEMBERS,
                VideoOrder.By.VIEWS.key(),
                VideoIndexes.WORDS,
                NUMERIC,
                "+",
                String.valueOf(limit + 1),
                "0",
                from.map(cursor -> String.valueOf(cursor.untilMillis())).orElse(""),
                from.map(cursor -> cursor.id().toString()).orElse(""));
        Response members = answer.get(1);
        int count = Math.min(members.size(), limit);
        Map<VideoId, Instant> until = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            until.put(
                    VideoId.parse(text(members.get(i))),
                    Instant.ofEpochMilli(number(answer.get(2).get(i))));
        }
        Map<VideoId, Entry> entries = entries(List.copyOf(until.keySet()));
        List<Trashed> items = new ArrayList<>(count);
        until.forEach((id, when) -> Optional.ofNullable(entries.get(id))
                .flatMap(Entry::trashed)
                .ifPresent(video -> items.add(new Trashed(video, when))));
        Optional<TrashCursor> next = members.size() <= limit
                ? Optional.empty()
                : Optional.of(new TrashCursor(
                        number(answer.get(2).get(limit - 1)), VideoId.parse(text(members.get(limit - 1)))));
        return new TrashPage(items, answer.get(0).toLong(), next);
    }

    /** A tag and how many videos have it. */
    record TagCount(String tag, long videos) {}

    /** All that there are, in no order; those that nobody has any more are forgotten on the way. */
    List<TagCount> tags() {
        Response answer = redis.execute("EVAL", TAG_COUNTS, "1", VideoIndexes.TAGS, VideoIndexes.tagKey(""));
        List<TagCount> tags = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            tags.add(new TagCount(text(answer.get(i)), number(answer.get(i + 1))));
        }
        return tags;
    }

    long views(VideoId id) {
        Response score = redis.execute("ZSCORE", VideoOrder.By.VIEWS.key(), id.toString());
        return score == null ? 0 : number(score);
    }

    /**
     * {@code viewer} is a name that tells nothing about a person; {@code window} is how long it is remembered. Clients
     * make names up as they like, so those of one video take 20 KB at most: {@value #KNOWN_VIEWERS} in a window are
     * counted exactly. More are an estimate with a standard error of 0.81 %, and who is among them is forgotten with
     * all of them at once.
     */
    View countView(VideoId id, String viewer, Duration window) {
        Response answer = redis.execute(
                "EVAL",
                VIEW,
                "3",
                VideoOrder.By.VIEWS.key(),
                VIEWERS + id,
                VIEWERS + id + ":crowd",
                id.toString(),
                viewer,
                String.valueOf(window.toMillis()),
                String.valueOf(KNOWN_VIEWERS));
        int result = answer.toInteger();
        if (result < 0) {
            return View.NO_SUCH_VIDEO;
        }
        return result > 0 ? View.COUNTED : View.COUNTED_BEFORE;
    }

    /** One entry more than the page has tells whether there is a next one. */
    private static List<String> arguments(VideoQuery query) {
        VideoOrder.By by = query.order().by();
        List<String> keys = new ArrayList<>(
                List.of(by.key(), VideoIndexes.TITLE_MEMBERS, VideoOrder.By.VIEWS.key(), VideoIndexes.WORDS));
        query.state().map(VideoIndexes::stateKey).ifPresent(keys::add);
        query.tags().stream().map(VideoIndexes::tagKey).forEach(keys::add);
        List<String> words = new ArrayList<>();
        words.add(PageScript.TEXT);
        words.add(String.valueOf(keys.size()));
        words.addAll(keys);
        words.add(by == VideoOrder.By.TITLE ? LEXICAL : NUMERIC);
        words.add(query.order().descending() ? "-" : "+");
        words.add(String.valueOf(query.pageSize() + 1));
        words.add(String.valueOf(query.offset()));
        words.add(query.cursor().map(cursor -> String.valueOf(cursor.score())).orElse(""));
        words.add(query.cursor().map(Cursor::member).orElse(""));
        query.words().ifPresent(searched -> {
            words.add("search");
            words.addAll(searched);
        });
        return words;
    }

    private static String text(Response response) {
        return response.toString(StandardCharsets.UTF_8);
    }

    /** A score is text or a number, by the version of Redis's protocol. */
    private static long number(Response score) {
        return score.toDouble().longValue();
    }
}
