package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A video: what people wrote, what was uploaded, and what the runs over it have brought so far.
 *
 * <p>State is never stored but follows from the facts, so whatever order these come in, it is the same in the end.
 * Threads: immutable. What changes a part leaves revision and time to {@link #revised}.
 *
 * @param revision 1 at first, one more with every change
 * @param captions that somebody has uploaded, one per language at most; no run changes them
 * @param runs by generation, oldest first: the newest complete one and those after it
 * @param ownPosterKey blob of the poster that somebody chose; null: the run's
 * @param ownChapters as somebody has written them, in order; null: the run's
 */
@RegisterForReflection
record Video(
        UUID id,
        long revision,
        String title,
        String description,
        List<String> tags,
        Source source,
        Instant createdAt,
        Instant updatedAt,
        List<Run> runs,
        List<Caption> captions,
        @Nullable String ownPosterKey,
        @Nullable List<ChapterMark> ownChapters) {

    /** So many runs are remembered: the complete one, and the last of those that came to nothing after it. */
    private static final int MAX_RUNS = 16;

    Video {
        tags = tags == null ? List.of() : List.copyOf(tags);
        runs = runs == null ? List.of() : List.copyOf(runs);
        captions = captions == null ? List.of() : List.copyOf(captions);
        ownChapters = ownChapters == null ? null : List.copyOf(ownChapters);
    }

    enum State {
        PROCESSING("processing"),
        READY("ready"),
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Video arrived(Arrival arrival) {
        return new Video(
                arrival.id().value(),
                1,
                arrival.title(),
                arrival.description(),
                arrival.tags(),
                arrival.source(),
                arrival.completedAt(),
                arrival.completedAt(),
                List.of(),
                List.of(),
                null,
                null);
    }

    /** A fact about a run; overtaken when a newer generation has completed. */
    Video learned(int generation, UnaryOperator<Run> fact) {
        List<Run> next = new ArrayList<>(runs);
        next.removeIf(run -> run.generation() == generation);
        next.add(fact.apply(run(generation).orElseGet(() -> Run.queued(generation))));
        next.sort(Comparator.comparingInt(Run::generation));
        int complete = next.stream()
                .filter(Run::complete)
                .mapToInt(Run::generation)
                .max()
                .orElse(0);
        next.removeIf(run -> run.generation() < complete);
        while (next.size() > MAX_RUNS) {
            next.remove(next.get(0).complete() ? 1 : 0);
        }
        if (next.equals(runs)) {
            return this;
        }
        return next(text(), next, captions, ownPosterKey, ownChapters);
    }

    Video edited(VideoText text) {
        if (text.equals(text())) {
            return this;
        }
        return next(text, runs, captions, ownPosterKey, ownChapters);
    }

    /** With these captions in place of any that were uploaded in their language. */
    Video captioned(Caption caption) {
        List<Caption> next = new ArrayList<>(captions);
        next.removeIf(other -> other.language().equals(caption.language()));
        next.add(caption);
        return next(text(), runs, next, ownPosterKey, ownChapters);
    }

    /** Without those that were uploaded in a language. */
    Video withoutCaptions(String language) {
        List<Caption> next = captions.stream()
                .filter(caption -> !caption.language().equals(language))
                .toList();
        return next.size() == captions.size() ? this : next(text(), runs, next, ownPosterKey, ownChapters);
    }

    Optional<Caption> captions(String language) {
        return captions.stream()
                .filter(caption -> caption.language().equals(language))
                .findFirst();
    }

    /** Captions as players get them. */
    List<CaptionTrack> captionTracks() {
        return CaptionTrack.of(sourceText().captions(), captions);
    }

    /** As the run that plays found it, or another that has come so far. */
    SourceText sourceText() {
        return published()
                .map(Run::text)
                .or(() -> unabandoned()
                        .filter(run -> run.failure() == null && run.text() != null)
                        .findFirst()
                        .map(Run::text))
                .orElse(SourceText.NONE);
    }

    /** Those that somebody has written; else those of the file. */
    List<Chapter> chapters() {
        return ownChapters != null
                ? ChapterMark.chapters(ownChapters, durationMs())
                : sourceText().chapters();
    }

    /** @param chapters null: those of the file again */
    Video withChapters(@Nullable List<ChapterMark> chapters) {
        if (Objects.equals(chapters, ownChapters)) {
            return this;
        }
        return next(text(), runs, captions, ownPosterKey, chapters);
    }

    /** @param key null: the run's poster again */
    Video withPoster(@Nullable String key) {
        if (Objects.equals(key, ownPosterKey)) {
            return this;
        }
        return next(text(), runs, captions, key, ownChapters);
    }

    /** However many steps have led from {@code before} to this one, they are one change; none when nothing differs. */
    Video revised(Video before, Instant now) {
        if (equals(before)) {
            return before;
        }
        return new Video(
                id,
                before.revision + 1,
                title,
                description,
                tags,
                source,
                createdAt,
                now,
                runs,
                captions,
                ownPosterKey,
                ownChapters);
    }

    VideoId videoId() {
        return new VideoId(id);
    }

    VideoText text() {
        return new VideoText(title, description, tags);
    }

    State state() {
        Optional<Run> newest = newest();
        if (newest.isEmpty()) {
            return State.PROCESSING;
        }
        if (newest.get().complete()) {
            return State.READY;
        }
        return newest.get().failure() != null ? State.FAILED : State.PROCESSING;
    }

    /** The run that plays: the newest that publishes. An older one plays on while a newer one has nothing to show. */
    Optional<Run> published() {
        return unabandoned().filter(Run::publishes).findFirst();
    }

    /** Newest first, without those that came to no end before a later one failed: their files go with that one's. */
    private Stream<Run> unabandoned() {
        int failed = runs.stream()
                .filter(run -> run.failure() != null)
                .mapToInt(Run::generation)
                .max()
                .orElse(0);
        return newestFirst().stream().filter(run -> run.hasEnded() || run.generation() > failed);
    }

    boolean playable() {
        return published().isPresent();
    }

    Optional<Run> newest() {
        return newestFirst().stream().findFirst();
    }

    Optional<Failure> failure() {
        return newest().map(Run::failure);
    }

    /** Those of the run that plays; before there is one, those that are planned. */
    List<Rendition> renditions() {
        return shown().map(Run::known).orElse(List.of());
    }

    List<Skipped> skipped() {
        return shown().map(Run::skipped).orElse(List.of());
    }

    /** The run whose renditions are shown. */
    Optional<Run> shown() {
        return published().or(this::newest);
    }

    /** Decoded when a run is complete, before that as the container claims; 0 when nobody knows. */
    long durationMs() {
        return published()
                .filter(Run::complete)
                .map(Run::durationMs)
                .filter(decoded -> decoded > 0)
                .orElse(source.durationMs());
    }

    /** Bytes of the finished renditions, as far as they are known. */
    long madeBytes() {
        return renditions().stream().mapToLong(Rendition::sizeBytes).sum();
    }

    List<String> warnings() {
        return published().map(Run::warnings).orElse(List.of());
    }

    /** The one that somebody chose; else that of the run that plays, or of a later one that has only come so far. */
    Optional<String> posterKey() {
        if (ownPosterKey != null) {
            return Optional.of(ownPosterKey);
        }
        @Nullable String own = published().map(Run::posterKey).orElse(null);
        if (own != null) {
            return Optional.of(own);
        }
        return unabandoned()
                .filter(run -> run.failure() == null && run.posterKey() != null)
                .findFirst()
                .map(Run::posterKey);
    }

    private Video next(
            VideoText text,
            List<Run> newRuns,
            List<Caption> newCaptions,
            @Nullable String posterKey,
            @Nullable List<ChapterMark> chapters) {
        return new Video(
                id,
                revision,
                text.title(),
                text.description(),
                text.tags(),
                source,
                createdAt,
                updatedAt,
                newRuns,
                newCaptions,
                posterKey,
                chapters);
    }

    private Optional<Run> run(int generation) {
        return runs.stream().filter(run -> run.generation() == generation).findFirst();
    }

    private List<Run> newestFirst() {
        return runs.stream()
                .sorted(Comparator.comparingInt(Run::generation).reversed())
                .toList();
    }
}
