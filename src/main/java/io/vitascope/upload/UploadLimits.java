package io.vitascope.upload;

import io.micrometer.core.instrument.MeterRegistry;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.LocalFiles;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What an upload may be, and how many there may be at once; each refusal tells the limit and the value.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError}; exceptions of
 * the Redis client when Redis is away.
 */
@Singleton
final class UploadLimits {

    /** What the other fields and the boundaries of a form may add to the length of its file. */
    private static final long FORM_OVERHEAD_BYTES = 1 << 20;

    private final UploadStore store;
    private final Quota quota;
    private final UploadConfig config;
    private final DiskSpace space;
    private final AtomicInteger active;
    /** Of each client, how many requests bring bytes to this process now. */
    private final Map<String, Integer> activeOf = new ConcurrentHashMap<>();
    /** The sum of them; some have not entered yet. */
    private final AtomicInteger shares = new AtomicInteger();

    UploadLimits(UploadStore store, Quota quota, LocalFiles files, UploadConfig config, MeterRegistry meters) {
        this.store = store;
        this.quota = quota;
        this.config = config;
        this.space = new DiskSpace(
                files::usableBytes, files::usableBytes, config.diskReserve().asLongValue());
        this.active = meters.gauge("vitascope.upload.active", new AtomicInteger());
    }

    /** Of one file. */
    long maxBytes() {
        return config.maxSize().asLongValue();
    }

    /**
     * @throws ProblemException when a form of so many bytes, -1 for an unknown number, can't be taken from this client
     */
    void requireForm(long formBytes, @Nullable String client) {
        if (formBytes > maxBytes() + FORM_OVERHEAD_BYTES) {
            throw Incoming.tooLarge(maxBytes());
        }
        space.require(Math.max(0, formBytes));
        quota.require(Math.max(0, formBytes - FORM_OVERHEAD_BYTES));
        requireTurn(client);
    }

    /** Uploads of this client. */
    long underWay(String client) {
        return store.countOf(client);
    }

    /** @throws ProblemException when this client has too many uploads under way */
    void requireTurn(@Nullable String client) {
        long count = client == null ? 0 : underWay(client);
        if (count >= config.maxPerClient()) {
            throw new ProblemException(
                    UploadError.TOO_MANY,
                    "There are " + count
                            + " uploads of this client under way; finish or delete some, or wait until they expire.",
                    Map.of("limit", config.maxPerClient(), "count", count));
        }
    }

    private void requireType(String mediaType) {
        String type = mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (config.refusedTypes().contains(type)) {
            throw new ProblemException(
                    UploadError.UNSUPPORTED_TYPE,
                    "A file of the type " + type + " is no video. If it is one, send it without that type.",
                    Map.of("media_type", type));
        }
    }

    /**
     * @throws ProblemException when a file of this length, empty for an unknown one, and these words can't become a
     *     video
     */
    void requireFile(OptionalLong lengthBytes, String metadata) {
        requireLength(lengthBytes);
        quota.require(lengthBytes.orElse(0));
        TusMetadata words = TusMetadata.parse(metadata);
        words.caption().check();
        requireType(words.filetype());
        lengthBytes.ifPresent(UploadLimits::requireBytes);
    }

    /** @throws ProblemException for a file that is larger than any may be */
    void requireLength(OptionalLong lengthBytes) {
        if (lengthBytes.orElse(0) > maxBytes()) {
            throw Incoming.tooLarge(maxBytes());
        }
    }

    /** How many requests bring bytes now. */
    int active() {
        return active.get();
    }

    /** One more request brings bytes, if that may be. */
    void enter() {
        if (active.incrementAndGet() > config.maxActive()) {
            active.decrementAndGet();
            throw new ProblemException(
                    UploadError.BUSY,
                    "There are " + config.maxActive() + " uploads at work already. Try again in a minute.",
                    Map.of("limit", config.maxActive()));
        }
    }

    void leave() {
        active.decrementAndGet();
    }

    /**
     * One more request of this client, null for the server itself, brings bytes, if it leaves others as many places as
     * it has then: docs/adr/0030. Its first one is refused by {@link #enter} alone.
     */
    void takeShare(@Nullable String client) {
        if (client == null) {
            return;
        }
        int free = config.maxActive() - Math.max(shares.incrementAndGet(), active.get());
        int count = activeOf.merge(client, 1, Integer::sum);
        int limit = Math.max(1, Math.min(config.maxActivePerClient(), free));
        if (count > limit) {
            returnShare(client);
            throw new ProblemException(
                    UploadError.TOO_MANY,
                    "There are " + (count - 1) + " requests with bytes of this client at work, and it may have " + limit
                            + " now. Try again when some have ended.",
                    Map.of("limit", limit, "count", count));
        }
    }

    void returnShare(@Nullable String client) {
        if (client != null) {
            shares.decrementAndGet();
            activeOf.computeIfPresent(client, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** The room that is left for uploads on the disk. */
    DiskSpace space() {
        return space;
    }

    /** @throws ProblemException for a file without bytes */
    static void requireBytes(long sizeBytes) {
        if (sizeBytes == 0) {
            throw new ProblemException(UploadError.EMPTY_FILE, "The file has no bytes. Choose another one.");
        }
    }

    /** @throws ProblemException for a video that takes longer than any may */
    void requireDuration(long durationUs) {
        Optional<Duration> limit = config.maxDuration();
        if (limit.isPresent() && durationUs / 1000 > limit.get().toMillis()) {
            throw new ProblemException(
                    UploadError.TOO_LONG,
                    "The video takes " + durationUs / 1_000_000 + " seconds; "
                            + limit.get().toSeconds() + " is the most, by vitascope.upload.max-duration.",
                    Map.of("limit_ms", limit.get().toMillis(), "duration_ms", durationUs / 1000));
        }
    }
}
