package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a video's id: the video, or one in the trash, or a tombstone.
 *
 * @param quietSince when the video was deleted, or when work on it was last heard of since; null while it lives
 * @param trashedUntil the video is in the trash, and deleted then; null: it is not
 * @param trashedViews how often it had been watched when it came there
 */
@RegisterForReflection
record Entry(
        @Nullable Video video,
        @Nullable Instant quietSince,
        @Nullable Instant trashedUntil,
        long trashedViews) {

    static Entry of(Video video) {
        return new Entry(video, null, null, 0);
    }

    static Entry trashed(Video video, Instant until, long views) {
        return new Entry(video, null, until, views);
    }

    static Entry tombstone(Instant quietSince) {
        return new Entry(null, quietSince, null, 0);
    }

    Entry with(Video other) {
        return new Entry(other, quietSince, trashedUntil, trashedViews);
    }

    Optional<Video> living() {
        return trashedUntil == null ? Optional.ofNullable(video) : Optional.empty();
    }

    /** The video in the trash. */
    Optional<Video> trashed() {
        return trashedUntil == null ? Optional.empty() : Optional.ofNullable(video);
    }
}
