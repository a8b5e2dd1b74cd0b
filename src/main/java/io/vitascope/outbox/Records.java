package io.vitascope.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.keys.KeyCommands;
import io.quarkus.redis.datasource.keys.KeyScanArgs;
import io.quarkus.redis.datasource.keys.KeyScanCursor;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vitascope.kernel.VideoId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One room's records in Redis, a JSON string per video, changed only by compare-and-set.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link IllegalStateException} for a record that is not readable JSON
 * of its type (somebody else wrote it) and for endless conflicts; exceptions of the Redis client when Redis is away.
 */
public final class Records<T> {

    /** More rivals than this for one record at one moment means a loop somewhere. */
    private static final int MAX_CONFLICTS = 200;

    private static final int PAGE = 500;

    private final Outbox outbox;
    private final ValueCommands<String, String> values;
    private final KeyCommands<String> keys;
    private final ObjectMapper json;
    private final Class<T> type;
    private final String prefix;

    Records(Outbox outbox, RedisDataSource dataSource, ObjectMapper json, Class<T> type, String prefix) {
        this.outbox = outbox;
        this.values = dataSource.value(String.class);
        this.keys = dataSource.key();
        this.json = json;
        this.type = type;
        this.prefix = prefix;
    }

    /**
     * What becomes of a record. May run several times, each time with the newest record and a fresh transaction, so it
     * must have no other effect.
     */
    @FunctionalInterface
    public interface Decision<T> {
        /** The next record; empty removes it; the very same object (or an equal one) leaves it as it is. */
        Optional<T> decide(Optional<T> current, Transaction transaction);
    }

    /** One record on both sides of a change that nobody else came between; the same twice if it stayed as it was. */
    public record Change<T>(Optional<T> before, Optional<T> after) {}

    public Optional<T> find(VideoId id) {
        return Optional.ofNullable(values.get(prefix + id)).map(this::read);
    }

    /** Another record as it is now; the transaction fails if it is another one by then. */
    public Optional<T> expect(VideoId id, Transaction transaction) {
        Optional<String> text = Optional.ofNullable(values.get(prefix + id));
        transaction.expect(prefix + id, text);
        return text.map(this::read);
    }

    /** The records that exist, in the order of {@code ids}, in one round trip. */
    public Map<VideoId, T> findAll(List<VideoId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        String[] keys = ids.stream().map(id -> prefix + id).toArray(String[]::new);
        Map<String, String> raw = values.mget(keys);
        Map<VideoId, T> found = new LinkedHashMap<>();
        for (VideoId id : ids) {
            String text = raw.get(prefix + id);
            if (text != null) {
                found.put(id, read(text));
            }
        }
        return found;
    }

    /** All records, in no order; one may come twice, and one that is made or removed meanwhile may or may not. */
    public void each(BiConsumer<VideoId, T> action) {
        KeyScanCursor<String> cursor =
                keys.scan(new KeyScanArgs().match(prefix + "*").count(PAGE));
        while (cursor.hasNext()) {
            List<VideoId> ids = cursor.next().stream()
                    .map(key -> VideoId.parse(key.substring(prefix.length())))
                    .toList();
            findAll(ids).forEach(action);
        }
    }

    /**
     * Reads the record, lets {@code decision} say what becomes of it, and writes record, commands and events at once;
     * if somebody else was faster, again.
     */
    public Change<T> change(VideoId id, Decision<T> decision) {
        String key = prefix + id;
        for (int attempt = 0; attempt < MAX_CONFLICTS; attempt++) {
            Optional<String> before = Optional.ofNullable(values.get(key));
            Optional<T> current = before.map(this::read);
            Transaction transaction = new Transaction();
            Optional<T> next = decision.decide(current, transaction);
            Optional<String> after = next.equals(current) ? before : next.map(this::write);
            if (after.equals(before) && transaction.isEmpty()) {
                return new Change<>(current, current);
            }
            transaction.expect(key, before);
            if (!after.equals(before)) {
                after.ifPresentOrElse(text -> transaction.first("SET", key, text), () -> transaction.first("DEL", key));
            }
            if (outbox.commit(transaction)) {
                return new Change<>(current, next);
            }
        }
        throw new IllegalStateException("gave up after " + MAX_CONFLICTS + " conflicts on " + key);
    }

    private T read(String text) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a " + type.getSimpleName() + " under " + prefix + ": " + text, e);
        }
    }

    private String write(T record) {
        try {
            return json.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
