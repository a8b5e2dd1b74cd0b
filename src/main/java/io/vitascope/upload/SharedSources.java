package io.vitascope.upload;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.sortedset.SortedSetCommands;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Transaction;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Which videos use the source of which: {@code vitascope:upload-sharers:<owner>} has the ids of all who do, separated
 * by blanks, and is absent where nobody but its owner ever did. The blob lies with its owner, and outlives it as long
 * as others use it.
 *
 * <p>Users come and go in the transactions of their own records. Whoever is the last to go leaves the owner's id in
 * {@code vitascope:uploads:left-sources}, in the same step, until the blob is gone. Threads: safe for all worker
 * threads. Errors: exceptions of the Redis client when Redis is away.
 */
@Singleton
final class SharedSources {

    private static final Logger LOG = Logger.getLogger(SharedSources.class);
    private static final String SHARERS = "vitascope:upload-sharers:";
    private static final String LEFT = "vitascope:uploads:left-sources";

    private final ValueCommands<String, String> values;
    private final SortedSetCommands<String, String> sets;
    private final BlobStore blobs;

    SharedSources(RedisDataSource redis, BlobStore blobs) {
        this.values = redis.value(String.class);
        this.sets = redis.sortedSet(String.class);
        this.blobs = blobs;
    }

    /** The owner of the source that this upload uses. */
    static VideoId ownerOf(Upload upload) {
        return VideoId.parse(upload.sourceKey().split("/", -1)[1]);
    }

    /**
     * One more video uses a source; false when the blob is gone, or is about to be. {@code ownersRecord} is asked only
     * if nobody shares the source yet, and makes the transaction depend on it.
     */
    boolean join(Transaction transaction, VideoId owner, VideoId user, Supplier<Optional<UploadRecord>> ownersRecord) {
        Optional<String> sharers = sharers(owner);
        boolean isThere = sharers.isPresent()
                || ownersRecord
                        .get()
                        .flatMap(UploadRecord::finished)
                        .filter(upload -> ownerOf(upload).equals(owner))
                        .isPresent();
        if (isThere) {
            transaction.expect(SHARERS + owner, sharers);
            transaction
                    .command("SET", SHARERS + owner, sharers.orElse(owner.toString()) + " " + user)
                    .command("ZADD", LEFT, "0", user.toString()); // what it has sent ahead of a source of its own
        }
        return isThere;
    }

    /** A video uses a source no more; true when nobody else does. */
    boolean leave(Transaction transaction, VideoId owner, VideoId user) {
        Optional<String> sharers = sharers(owner);
        transaction.expect(SHARERS + owner, sharers);
        if (sharers.isEmpty()) {
            return true;
        }
        List<String> rest = new ArrayList<>(Arrays.asList(sharers.get().split(" ", -1)));
        rest.remove(user.toString());
        if (rest.isEmpty()) {
            transaction.command("DEL", SHARERS + owner).command("ZADD", LEFT, "0", owner.toString());
        } else {
            transaction.command("SET", SHARERS + owner, String.join(" ", rest));
        }
        return rest.isEmpty();
    }

    /** Whether others may use the source of this video, which may be gone itself. */
    boolean isShared(VideoId owner) {
        return sharers(owner).isPresent();
    }

    Set<VideoId> shared(List<VideoId> owners) {
        if (owners.isEmpty()) {
            return Set.of();
        }
        Map<String, String> found =
                values.mget(owners.stream().map(owner -> SHARERS + owner).toArray(String[]::new));
        return owners.stream()
                .filter(owner -> found.get(SHARERS + owner) != null)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Removes sources whose last user has gone, all that can be removed now. Again is a no-op; several processes may do
     * it at once.
     */
    void removeLeft() {
        for (String owner : sets.zrange(LEFT, 0, -1)) {
            try {
                blobs.deleteAll(Upload.source(VideoId.parse(owner)));
            } catch (RuntimeException e) {
                LOG.warnf(e, "The source of %s, which nobody uses any more, stays for now", owner);
                continue;
            }
            sets.zrem(LEFT, owner);
        }
    }

    private Optional<String> sharers(VideoId owner) {
        return Optional.ofNullable(values.get(SHARERS + owner));
    }
}
