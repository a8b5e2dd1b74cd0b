package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of the processing room over a video.
 *
 * <p>Facts have a rank: started, playable, failed, completed. A fact of a lower rank than one that is known changes
 * nothing, and none changes anything twice, so their order does not matter. A run that failed publishes nothing, unless
 * what it published plays to its end; one that completed after all has not failed.
 *
 * @param generation counts the runs over a video, from 1
 * @param renditions planned at first, measured when complete
 * @param posterKey blob of a JPEG
 * @param prefix key below which the playlists lie; null until first segments are published
 * @param durationMs of what was decoded; 0 until complete
 * @param text what the uploaded file carries; null until somebody has looked
 * @param whole those of {@code renditions} that are finished and measured before the run is complete
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
        @Nullable Failure failure,
        List<Rendition> whole,
        List<Skipped> skipped,
        @Nullable SourceText text) {

    Run {
        renditions = renditions == null ? List.of() : List.copyOf(renditions);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        whole = whole == null ? List.of() : List.copyOf(whole);
        skipped = skipped == null ? List.of() : List.copyOf(skipped);
    }

    /** A run of which nothing is known but that it was asked for. */
    static Run queued(int generation) {
        return new Run(generation, List.of(), null, null, false, 0, List.of(), null, List.of(), List.of(), null);
    }

    Run started(List<Rendition> planned) {
        if (publishes() || failure != null) {
            return this;
        }
        return new Run(
                generation, planned, posterKey, prefix, complete, durationMs, warnings, failure, whole, skipped, text);
    }

    Run posterReady(String key) {
        return new Run(
                generation, renditions, key, prefix, complete, durationMs, warnings, failure, whole, skipped, text);
    }

    Run textReady(SourceText found) {
        return new Run(
                generation,
                renditions,
                posterKey,
                prefix,
                complete,
                durationMs,
                warnings,
                failure,
                whole,
                skipped,
                found);
    }

    Run becamePlayable(String playablePrefix, List<Rendition> growing) {
        if (complete || failure != null) {
            return this;
        }
        return new Run(
                generation,
                growing,
                posterKey,
                playablePrefix,
                complete,
                durationMs,
                warnings,
                failure,
                whole,
                skipped,
                text);
    }

    Run completed(String finalPrefix, List<Rendition> measured, long decodedMs, List<String> remarks) {
        return new Run(
                generation,
                measured,
                posterKey,
                finalPrefix,
                true,
                decodedMs,
                remarks,
                null,
                List.of(),
                List.of(),
                text);
    }

    /** What the run left behind is not offered to anybody; the poster's key stays in case it completes after all. */
    Run failed(Failure reason) {
        return failed(reason, Optional.empty(), List.of());
    }

    /**
     * @param lasting where the playlists lie, if all that they name plays to its end: then it is offered all the same
     * @param finished what they name
     */
    Run failed(Failure reason, Optional<String> lasting, List<Rendition> finished) {
        if (complete) {
            return this;
        }
        if (lasting.isPresent()) {
            return new Run(
                    generation,
                    finished,
                    posterKey,
                    lasting.get(),
                    false,
                    0,
                    List.of(),
                    reason,
                    finished,
                    List.of(),
                    text);
        }
        return new Run(generation, List.of(), posterKey, null, false, 0, List.of(), reason, List.of(), List.of(), text);
    }

    Run renditionReady(Rendition measured) {
        if (complete || failure != null) {
            return this;
        }
        List<Rendition> next = new ArrayList<>(whole);
        next.removeIf(known -> known.name().equals(measured.name()));
        next.add(measured);
        return new Run(
                generation,
                renditions,
                posterKey,
                prefix,
                complete,
                durationMs,
                warnings,
                failure,
                next,
                skipped,
                text);
    }

    /** What of the ladder there is not; told with the plan, and again in the end, which then holds. */
    Run without(List<Skipped> left) {
        if (failure != null || (complete && !skipped.isEmpty())) {
            return this;
        }
        return new Run(
                generation, renditions, posterKey, prefix, complete, durationMs, warnings, failure, whole, left, text);
    }

    /** Measured where that is known. */
    List<Rendition> known() {
        return renditions.stream()
                .map(planned -> finished(planned.name()).orElse(planned))
                .toList();
    }

    boolean isWhole(String rendition) {
        return complete || finished(rendition).isPresent();
    }

    private Optional<Rendition> finished(String name) {
        return whole.stream().filter(rendition -> rendition.name().equals(name)).findFirst();
    }

    /** Whether it has completed or failed; one that was lost, and gone on with in a later generation, never has. */
    boolean hasEnded() {
        return complete || failure != null;
    }

    /** Whether its playlists can be played. */
    boolean publishes() {
        return prefix != null;
    }
}
