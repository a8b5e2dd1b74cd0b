package io.vitascope.upload;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.Sha256;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which upload a client's {@code Idempotency-Key} has led to, for a day: {@code vitascope:upload-key:<hash>}. A request
 * that is sent again has the first one's answer, as long as the first one's upload lives.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError}; exceptions of
 * the Redis client when Redis is away.
 */
@Singleton
final class IdempotencyKeys {

    static final String HEADER = "Idempotency-Key";

    private static final String PREFIX = "vitascope:upload-key:";
    private static final Duration MEMORY = Duration.ofHours(24);
    private static final int MAX_LENGTH = 255;

    private final ValueCommands<String, String> values;
    private final UploadStore store;

    IdempotencyKeys(RedisDataSource redis, UploadStore store) {
        this.values = redis.value(String.class);
        this.store = store;
    }

    /** A key with what its request is about: all parts that a client would send again the same way. */
    record Key(String name, String fingerprint) {

        /**
         * Empty when the request has no such header.
         *
         * @throws ProblemException when the key is empty, too long, or not printable ASCII
         */
        static Optional<Key> of(@Nullable String header, String... request) {
            return Optional.ofNullable(header).map(key -> named(key, sha256(String.join("\n", request))));
        }

        /** Of a form, of which no more than the length is known. Errors: as above. */
        static Optional<Key> of(@Nullable String header, FormLength form) {
            return Optional.ofNullable(header).map(key -> named(key, form.toString()));
        }

        private static Key named(String header, String fingerprint) {
            String key = header.strip();
            if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new ProblemException(
                        UploadError.BAD_KEY,
                        "An Idempotency-Key has 1 to " + MAX_LENGTH + " printable characters without blanks.");
            }
            return new Key(PREFIX + sha256(key), fingerprint);
        }

        boolean isAbout(String former) {
            boolean sameForm = FormLength.parse(fingerprint)
                    .flatMap(mine -> FormLength.parse(former).map(mine::mayBeOf))
                    .orElse(false);
            return sameForm || fingerprint.equals(former);
        }
    }

    /** The upload that a key has led to. */
    record Found(VideoId id, UploadRecord record) {}

    /** Ties the key of a request, if it has one, to the upload that it opens, in the transaction that does. */
    @FunctionalInterface
    interface Claim {

        /** Of a request without a key. */
        Claim NONE = (id, transaction) -> {};

        /** @throws ProblemException when another request with the key was faster */
        void of(VideoId id, Transaction transaction);
    }

    /**
     * What a request leads to: {@code again} of the upload that an earlier one with its key has led to, if that is not
     * gone; else {@code first}, which opens an upload with that claim.
     *
     * @throws ProblemException when the key was used for another request, or one with the key came at the same time
     */
    <T> T once(Optional<Key> key, Function<Found, T> again, Function<Claim, T> first) {
        Optional<Found> former = key.flatMap(this::find);
        return former.isPresent()
                ? again.apply(former.get())
                : first.apply((id, transaction) -> key.ifPresent(mine -> claim(mine, id, transaction)));
    }

    private void claim(Key key, VideoId id, Transaction transaction) {
        Optional<String> former = Optional.ofNullable(values.get(key.name()));
        if (former.map(Entry::parse).flatMap(this::living).isPresent()) {
            throw inUse();
        }
        String mine = new Entry(key.fingerprint(), id).toString();
        transaction
                .expect(key.name(), former)
                .command("SET", key.name(), mine, "PX", String.valueOf(MEMORY.toMillis()));
    }

    /** That upload, if it is not gone. Errors: as {@link #once}. */
    Optional<Found> find(Key key) {
        return Optional.ofNullable(values.get(key.name())).map(Entry::parse).flatMap(entry -> living(entry)
                .map(record -> {
                    entry.require(key);
                    return new Found(entry.id(), record);
                }));
    }

    static ProblemException inUse() {
        return new ProblemException(
                UploadError.KEY_IN_USE,
                "Another request with this Idempotency-Key is on its way. Try again when it has ended.");
    }

    static ProblemException reused() {
        return new ProblemException(
                UploadError.KEY_REUSED,
                "This Idempotency-Key was sent with another upload; take a new key for a new upload.");
    }

    private Optional<UploadRecord> living(Entry entry) {
        return store.find(entry.id()).filter(record -> switch (record.state()) {
            case OPEN, COMPLETED -> true;
            case ABANDONED, GONE -> false;
        });
    }

    private static String sha256(String text) {
        return Sha256.hex(text, Sha256.BYTES);
    }

    private record Entry(String fingerprint, VideoId id) {

        static Entry parse(String text) {
            int blank = text.indexOf(' ');
            return new Entry(text.substring(0, blank), VideoId.parse(text.substring(blank + 1)));
        }

        void require(Key key) {
            if (!key.isAbout(fingerprint)) {
                throw reused();
            }
        }

        @Override
        public String toString() {
            return fingerprint + " " + id;
        }
    }
}
