package io.vitascope.upload;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vitascope.kernel.ProblemException;
import io.vitascope.outbox.PassingKeys;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many bytes the sources of all videos take, and whether more may: {@code vitascope:uploads:stored-bytes}, changed
 * in the transactions that complete and forget uploads. A source that several videos share counts once.
 *
 * <p>Uploads under way do not count, so those that end at the same moment may exceed the quota by what they bring.
 * Threads: safe for all worker threads. Errors: {@link UploadError#QUOTA}; exceptions of the Redis client when Redis is
 * away.
 */
@Singleton
final class Quota implements PassingKeys {

    private static final String STORED = "vitascope:uploads:stored-bytes";
    /** There once the uploads of the time before there was such a count are in it. */
    private static final String COUNTED = "vitascope:uploads:stored-counted";

    private static final String FIRST_COUNT = """
        if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end
        if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        redis.call('SET', KEYS[2], '1')
        return 1
        """;

    private final OptionalLong limitBytes;
    private final RedisDataSource redis;
    private final ValueCommands<String, String> values;
    private final UploadStore store;

    Quota(UploadConfig config, RedisDataSource redis, UploadStore store) {
        this.limitBytes = config.maxStored().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(config.maxStored().get().asLongValue());
        this.redis = redis;
        this.values = redis.value(String.class);
        this.store = store;
    }

    /** The sum of a copy may be of another moment than the uploads in it: they are counted anew. */
    @Override
    public List<String> momentary() {
        return List.of(COUNTED);
    }

    OptionalLong limitBytes() {
        return limitBytes;
    }

    /** @throws ProblemException when so many more bytes would exceed the quota */
    void require(long moreBytes) {
        if (limitBytes.isEmpty()) {
            return;
        }
        long stored = storedBytes();
        if (stored + moreBytes > limitBytes.getAsLong()) {
            throw new ProblemException(
                    UploadError.QUOTA,
                    "The videos here have " + stored + " bytes, and " + moreBytes + " more would exceed the "
                            + limitBytes.getAsLong() + " that vitascope.upload.max-stored allows. Delete some first.",
                    Map.of("limit_bytes", limitBytes.getAsLong(), "stored_bytes", stored, "needed_bytes", moreBytes));
        }
    }

    static void add(Transaction transaction, long bytes) {
        transaction.command("INCRBY", STORED, Long.toString(bytes));
    }

    /** Of all sources together. */
    long storedBytes() {
        while (values.get(COUNTED) == null && !count()) {
            // an upload has ended meanwhile: once more
        }
        return Optional.ofNullable(values.get(STORED)).map(Long::parseLong).orElse(0L);
    }

    /** False when the sum may be wrong, because something has changed. */
    private boolean count() {
        String before = Optional.ofNullable(values.get(STORED)).orElse("");
        Map<String, Long> sources = new HashMap<>();
        store.eachFinished(upload -> sources.put(upload.sourceKey(), upload.sizeBytes()));
        long sum = sources.values().stream().mapToLong(Long::longValue).sum();
        return redis.execute("EVAL", FIRST_COUNT, "2", STORED, COUNTED, before, Long.toString(sum))
                        .toInteger()
                == 1;
    }
}
