package io.vitascope.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Large files on their way into the bucket: in parts of even size, and while they still grow.
 *
 * <p>What was sent is known to the store itself, so a process that was killed, or another one, goes on with the parts
 * that are there and have the very bytes of the file. Threads: safe for all; parts that are sent ahead have threads of
 * their own, a few for all uploads.
 */
final class S3Uploads implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(S3Uploads.class);
    static final int MAX_PARTS = 10_000;
    private static final long PART_STEP_BYTES = 1 << 20;
    /** One that does not grow here for so long is forgotten; whoever goes on with it takes over the parts. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final S3Bucket bucket;
    private final long partBytes;
    private final ExecutorService senders;
    /** Uploads that grow in this process; another one may complete them. */
    private final Cache<BlobKey, S3Parts> growing;

    S3Uploads(S3Bucket bucket) {
        this(bucket, Ticker.systemTicker());
    }

    S3Uploads(S3Bucket bucket, Ticker ticker) {
        this.bucket = bucket;
        this.growing = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterAccess(QUIET)
                .<BlobKey, S3Parts>evictionListener(
                        (key, parts, cause) -> Optional.ofNullable(parts).ifPresent(S3Parts::stop))
                .build();
        this.partBytes = bucket.config().partSize().asLongValue();
        this.senders =
                Executors.newFixedThreadPool(bucket.config().senders(), new DefaultThreadFactory("s3-sender", true));
    }

    long partBytes() {
        return partBytes;
    }

    /** The size of the parts of a file that has this size. */
    long partBytes(long sizeBytes) {
        return Math.max(partBytes, roundedUp(sizeBytes / MAX_PARTS + 1));
    }

    /** The first {@code sizeBytes} of the file are for good: whole parts of them are sent now, by another thread. */
    void ahead(BlobKey key, Path file, long sizeBytes) {
        if (sizeBytes >= partBytes && sizeBytes / partBytes < MAX_PARTS) {
            S3Parts parts = growing.get(key, k -> new S3Parts(bucket, k, file, partBytes));
            if (parts.offer(sizeBytes)) {
                senders.execute(() -> sendWhatIsThere(parts));
            }
        }
    }

    private static void sendWhatIsThere(S3Parts parts) {
        try {
            parts.sendOffered();
        } catch (IOException | RuntimeException e) {
            // The last request sends what is missing then, or fails with a reason.
            LOG.infof("%s: no part sent ahead: %s", parts.key(), e.getMessage());
        }
    }

    /** How many grow here. */
    long growing() {
        growing.cleanUp();
        return growing.estimatedSize();
    }

    /** The bytes may become others; what was sent is compared with the file before it is used. */
    void forget(BlobKey key) {
        S3Parts parts = growing.asMap().remove(key);
        if (parts != null) {
            parts.stop();
        }
    }

    void put(BlobKey key, Path file, long sizeBytes) {
        long neededBytes = partBytes(sizeBytes);
        S3Parts known = growing.getIfPresent(key);
        S3Parts parts = known != null && neededBytes == partBytes ? known : new S3Parts(bucket, key, file, neededBytes);
        try {
            try {
                parts.complete(sizeBytes);
            } catch (S3Exception e) {
                if (e.statusCode() != 404) {
                    throw e;
                }
                // A rule of the bucket has removed the unfinished upload; everything is sent anew.
                new S3Parts(bucket, key, file, neededBytes).complete(sizeBytes);
            }
            abortOthers(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SdkException e) {
            throw bucket.failed(e);
        } finally {
            forget(key);
        }
    }

    /** Two processes may both have begun. */
    private void abortOthers(BlobKey key) {
        String object = bucket.object(key);
        try {
            unfinished(key).stream()
                    .filter(upload -> upload.key().equals(object))
                    .forEach(upload -> abort(object, upload.uploadId()));
        } catch (UncheckedIOException e) {
            LOG.infof("%s is there; another beginning of it may be left in the bucket: %s", key, e.getMessage());
        }
    }

    private static long roundedUp(long bytes) {
        return (bytes + PART_STEP_BYTES - 1) / PART_STEP_BYTES * PART_STEP_BYTES;
    }

    /** Nothing is left of unfinished uploads of this blob and those below it. */
    void abortAll(BlobKey prefix) {
        for (BlobKey key : growing.asMap().keySet()) {
            if (key.equals(prefix) || key.value().startsWith(prefix + "/")) {
                S3Parts parts = growing.asMap().remove(key);
                if (parts != null) {
                    parts.awaitStopped();
                }
            }
        }
        unfinished(prefix).forEach(upload -> abort(upload.key(), upload.uploadId()));
    }

    void abort(String object, String uploadId) {
        bucket.ask(() -> bucket.client()
                .abortMultipartUpload(
                        request -> request.bucket(bucket.name()).key(object).uploadId(uploadId)));
    }

    /** Of this blob and those below it, by whomever they were begun. */
    List<MultipartUpload> unfinished(BlobKey prefix) {
        String object = bucket.object(prefix);
        return bucket.ask(() -> bucket
                        .client()
                        .listMultipartUploadsPaginator(
                                request -> request.bucket(bucket.name()).prefix(object))
                        .uploads()
                        .stream()
                        .filter(upload ->
                                upload.key().equals(object) || upload.key().startsWith(object + "/"))
                        .toList())
                .orElseGet(List::of);
    }

    /** The unfinished upload of just this blob, the latest if there are several. */
    static Optional<MultipartUpload> unfinished(S3Bucket bucket, BlobKey key) {
        String object = bucket.object(key);
        return bucket
                .client()
                .listMultipartUploads(request -> request.bucket(bucket.name()).prefix(object))
                .uploads()
                .stream()
                .filter(upload -> upload.key().equals(object))
                .reduce((earlier, later) -> later);
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}
