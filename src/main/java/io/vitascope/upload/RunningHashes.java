package io.vitascope.upload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;

/**
 * What this process has hashed of resumable uploads, between their requests. Of an upload that is not here the bytes
 * are read again, once. Threads: safe; whoever takes a hash out is its only user.
 */
@Singleton
final class RunningHashes {

    /** Some 300 bytes each. */
    private static final int MAX_UPLOADS = 10_000;

    private final Cache<VideoId, RunningHash> hashes =
            Caffeine.newBuilder().maximumSize(MAX_UPLOADS).build();

    /** The hash of no more than the first {@code offsetBytes}; an empty one when there is none. */
    RunningHash take(VideoId id, long offsetBytes) {
        RunningHash known = hashes.asMap().remove(id);
        return known == null || known.hashedBytes() > offsetBytes ? new RunningHash() : known;
    }

    void put(VideoId id, RunningHash hash) {
        hashes.put(id, hash);
    }

    void forget(VideoId id) {
        hashes.invalidate(id);
    }
}
