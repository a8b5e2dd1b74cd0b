package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a video's id: the video, or its tombstone.
 *
 * @param quietSince when the video was deleted, or when work on it was last heard of since; null while it lives
 */
@RegisterForReflection
record Entry(@Nullable Video video, @Nullable Instant quietSince) {

    static Entry of(Video video) {
        return new Entry(video, null);
    }

    static Entry tombstone(Instant quietSince) {
        return new Entry(null, quietSince);
    }

    Optional<Video> living() {
        return Optional.ofNullable(video);
    }
}
