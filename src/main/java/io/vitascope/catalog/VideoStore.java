package io.vitascope.catalog;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Records;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
final class VideoStore {

    private static final String RECORDS = "vitascope:video:";
    private static final String LEXICAL = "lexical";
    private static final String NUMERIC = "numeric";
    private static final int ID_LENGTH = 36;

    /**
     * KEYS: index, members of titles, views, then the sets that a match must be in. ARGV: kind of index, direction, how
     * many entries, how many matches to skip, then score and member of a cursor. Answers: matches in all, members,
     * their scores, their views.
     *
     * <p>A place in a list is a rank, which costs a logarithm to find. Few matches (a rare tag) are gathered and sorted by
     * their ranks; when there are many, the index is walked until the page is full, for every chunk meets some.
     */
    private static final String PAGE = """
            local index, titles, views = KEYS[1], KEYS[2], KEYS[3]
            local lexical, reverse = ARGV[1] == 'lexical', ARGV[2] == '-'
            local wanted, skip = tonumber(ARGV[3]), tonumber(ARGV[4])
            local score, member = ARGV[5], ARGV[6]
            local few, chunk = 1000, 500
            local size = redis.call('ZCARD', index)

            local function id(of) return string.sub(of, -36) end

            -- how many entries come before the cursor; with it, when inclusive
            local function before(inclusive)
              if lexical then
                return redis.call('ZLEXCOUNT', index, '-', (inclusive and '[' or '(') .. member)
              end
              local low = redis.call('ZCOUNT', index, '-inf', '(' .. score)
              local high = redis.call('ZCOUNT', index, '-inf', score)
              while low < high do
                local middle = math.floor((low + high) / 2)
                local other = redis.call('ZRANGE', index, middle, middle)[1]
                if other < member or (inclusive and other == member) then low = middle + 1 else high = middle end
              end
              return low
            end

            local function range(from, count)
              if reverse then return redis.call('ZREVRANGE', index, from, from + count - 1) end
              return redis.call('ZRANGE', index, from, from + count - 1)
            end

            local start = 0
            if member then
              if reverse then start = size - before(false) else start = before(true) end
            end

            local sets = {}
            for i = 4, #KEYS do sets[#sets + 1] = KEYS[i] end
            local found, total = {}, size
            if #sets == 0 then
              found = range(start + skip, wanted)
            else
              total = redis.call('SINTERCARD', #sets, unpack(sets))
              if total <= few then
                local ranks, at = {}, {}
                for _, match in ipairs(redis.call('SINTER', unpack(sets))) do
                  local entry = lexical and redis.call('HGET', titles, match) or match
                  local rank = entry and redis.call(reverse and 'ZREVRANK' or 'ZRANK', index, entry)
                  if rank and rank >= start then
                    ranks[#ranks + 1] = rank
                    at[rank] = entry
                  end
                end
                table.sort(ranks)
                for i = skip + 1, math.min(#ranks, skip + wanted) do found[#found + 1] = at[ranks[i]] end
              else
                local position = start
                while #found < wanted do
                  local entries = range(position, chunk)
                  if #entries == 0 then break end
                  local ids = {}
                  for i, entry in ipairs(entries) do ids[i] = id(entry) end
                  local hits = {}
                  for i = 1, #ids do hits[i] = true end
                  for _, set in ipairs(sets) do
                    for i, isMember in ipairs(redis.call('SMISMEMBER', set, unpack(ids))) do
                      hits[i] = hits[i] and isMember == 1
                    end
                  end
                  for i, entry in ipairs(entries) do
                    if hits[i] then
                      if skip > 0 then skip = skip - 1
                      elseif #found < wanted then found[#found + 1] = entry end
                    end
                  end
                  position = position + #entries
                end
              end
            end

            if #found == 0 then return {total, {}, {}, {}} end
            local ids = {}
            for i, entry in ipairs(found) do ids[i] = id(entry) end
            return {total, found, redis.call('ZMSCORE', index, unpack(found)), redis.call('ZMSCORE', views, unpack(ids))}
            """;

    /** Only a video that exists has views: -1 without one, 1 when it was counted, 0 when the viewer was counted before. */
    private static final String VIEW = """
            if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return -1 end
            if not redis.call('SET', KEYS[2], '', 'NX', 'EX', ARGV[2]) then return 0 end
            redis.call('ZINCRBY', KEYS[1], 1, ARGV[1])
            return 1
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

    Records<Entry> records() {
        return records;
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
        Map<VideoId, Entry> entries = records.findAll(List.copyOf(views.keySet()));
        List<Viewed> items = new ArrayList<>(count);
        views.forEach((id, seen) -> Optional.ofNullable(entries.get(id))
                .flatMap(Entry::living)
                .ifPresent(video -> items.add(new Viewed(video, seen))));
        Optional<Cursor> next = members.size() <= count
                ? Optional.empty()
                : Optional.of(
                        new Cursor(query.order(), number(answer.get(2).get(count - 1)), text(members.get(count - 1))));
        return new VideoPage<>(items, answer.get(0).toLong(), next);
    }

    long views(VideoId id) {
        Response score = redis.execute("ZSCORE", VideoOrder.By.VIEWS.key(), id.toString());
        return score == null ? 0 : number(score);
    }

    /** {@code viewer} is a name that tells nothing about a person; {@code windowSeconds} is how long it is remembered. */
    View countView(VideoId id, String viewer, long windowSeconds) {
        Response answer = redis.execute(
                "EVAL",
                VIEW,
                "2",
                VideoOrder.By.VIEWS.key(),
                "vitascope:view:" + id + ":" + viewer,
                id.toString(),
                String.valueOf(windowSeconds));
        int result = answer.toInteger();
        if (result < 0) {
            return View.NO_SUCH_VIDEO;
        }
        return result == 1 ? View.COUNTED : View.COUNTED_BEFORE;
    }

    /** One entry more than the page has tells whether there is a next one. */
    private static List<String> arguments(VideoQuery query) {
        VideoOrder.By by = query.order().by();
        List<String> keys = new ArrayList<>(List.of(by.key(), VideoIndexes.TITLE_MEMBERS, VideoOrder.By.VIEWS.key()));
        query.state().map(VideoIndexes::stateKey).ifPresent(keys::add);
        query.tags().stream().map(VideoIndexes::tagKey).forEach(keys::add);
        List<String> words = new ArrayList<>();
        words.add(PAGE);
        words.add(String.valueOf(keys.size()));
        words.addAll(keys);
        words.add(by == VideoOrder.By.TITLE ? LEXICAL : NUMERIC);
        words.add(query.order().descending() ? "-" : "+");
        words.add(String.valueOf(query.pageSize() + 1));
        words.add(String.valueOf(query.offset()));
        query.cursor().ifPresent(cursor -> {
            words.add(String.valueOf(cursor.score()));
            words.add(cursor.member());
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
