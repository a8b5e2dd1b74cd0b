package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of the processing room over a video.
 *
 * <p>Facts have a rank: started, playable, failed, completed. A fact of a lower rank than one that is known changes
 * nothing, and none changes anything twice, so their order does not matter. A run that failed publishes nothing, for its
 * playlists never end; one that completed after all has not failed.
 *
 * @param generation counts the runs over a video, from 1
 * @param renditions planned at first, measured when complete
 * @param posterKey blob of a JPEG
 * @param prefix key below which the playlists lie; null until first segments are published
 * @param durationMs of what was decoded; 0 until complete
 */
@RegisterForReflection
record Run(
        int generation,
        List<Rendition> renditions,
        @Nullable String posterKey,
        @Nullable String prefix,
        boolean complete,
        long durationMs,
        List<String> warnings,
        @Nullable Failure failure) {

    Run {
        renditions = renditions == null ? List.of() : List.copyOf(renditions);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** A run of which nothing is known but that it was asked for. */
    static Run queued(int generation) {
        return new Run(generation, List.of(), null, null, false, 0, List.of(), null);
    }

    Run started(List<Rendition> planned) {
        if (publishes() || failure != null) {
            return this;
        }
        return new Run(generation, planned, posterKey, prefix, complete, durationMs, warnings, failure);
    }

    Run posterReady(String key) {
        return new Run(generation, renditions, key, prefix, complete, durationMs, warnings, failure);
    }

    Run becamePlayable(String playablePrefix, List<Rendition> growing) {
        if (complete || failure != null) {
            return this;
        }
        return new Run(generation, growing, posterKey, playablePrefix, complete, durationMs, warnings, failure);
    }

    Run completed(String finalPrefix, List<Rendition> measured, long decodedMs, List<String> remarks) {
        return new Run(generation, measured, posterKey, finalPrefix, true, decodedMs, remarks, null);
    }

    /** What the run left behind is not offered to anybody; the poster's key stays in case it completes after all. */
    Run failed(Failure reason) {
        if (complete) {
            return this;
        }
        return new Run(generation, List.of(), posterKey, null, false, 0, List.of(), reason);
    }

    /** Whether its playlists can be played. */
    boolean publishes() {
        return prefix != null;
    }
}
