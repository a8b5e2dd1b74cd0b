package io.vitascope.processing;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The work on one video: one record in Redis, changed by compare-and-set only.
 *
 * <p>Shape: {@code generation} counts the runs, {@code published} is the newest one whose playlists have their ends (0
 * before), {@code begun} the one that the run under way began with: a run that starts over goes on in the next.
 * Threads: immutable.
 */
@RegisterForReflection
record Job(
        State state,
        int generation,
        int published,
        Wish wish,
        Assignment assignment,
        Output output,
        List<Kept> kept,
        int begun) {

    Job {
        kept = kept == null ? List.of() : List.copyOf(kept);
    }

    enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        /** The video was deleted: late events and late work must not bring the job back. */
        FORGOTTEN;

        boolean isOpen() {
            return this == QUEUED || this == RUNNING;
        }

        boolean isOver() {
            return this == COMPLETED || this == FAILED;
        }
    }

    /** What is to be made of which blob; no {@code renditions} means those that the source deserves. */
    @RegisterForReflection
    record Wish(String sourceKey, List<String> renditions, Instant queuedAt) {
        Wish {
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
        }
    }

    /**
     * Who is on it: {@code dispatch} names the queueing under which the job waits or runs, and is empty while it is put
     * off; past {@code deadline} the reconciler acts; {@code crashes} of the child over the file, {@code takeovers} from
     * lost workers, {@code storageFailures} and {@code machineFailures} count since somebody wished for the job. {@code
     * claim} is the word under which its worker took it, empty while it waits.
     */
    @RegisterForReflection
    record Assignment(
            String dispatch,
            Instant deadline,
            int crashes,
            int takeovers,
            int storageFailures,
            int machineFailures,
            String claim) {

        Assignment {
            claim = claim == null ? "" : claim; // records of older versions have none
        }

        static Assignment first(String dispatch, Instant deadline) {
            return new Assignment(dispatch, deadline, 0, 0, 0, 0, "");
        }

        Assignment until(Instant newDeadline) {
            return new Assignment(dispatch, newDeadline, crashes, takeovers, storageFailures, machineFailures, claim);
        }

        Assignment under(String newDispatch, Instant newDeadline) {
            return new Assignment(newDispatch, newDeadline, crashes, takeovers, storageFailures, machineFailures, "");
        }

        Assignment claimedBy(String newClaim) {
            return new Assignment(dispatch, deadline, crashes, takeovers, storageFailures, machineFailures, newClaim);
        }

        Assignment afterCrash() {
            return new Assignment(dispatch, deadline, crashes + 1, takeovers, storageFailures, machineFailures, claim);
        }

        Assignment afterLoss() {
            return new Assignment(dispatch, deadline, crashes, takeovers + 1, storageFailures, machineFailures, claim);
        }

        Assignment afterStorageFailure() {
            return new Assignment(dispatch, deadline, crashes, takeovers, storageFailures + 1, machineFailures, claim);
        }

        Assignment afterMachineFailure() {
            return new Assignment(dispatch, deadline, crashes, takeovers, storageFailures, machineFailures + 1, claim);
        }

        /** Nobody takes it before {@code newDeadline}. */
        Assignment putOff(Instant newDeadline) {
            return under("", newDeadline);
        }

        boolean isPutOff() {
            return dispatch.isEmpty();
        }
    }

    /**
     * What has come of it so far, enough to repeat what its events said. Whoever missed one may ask. {@code durationUs}
     * and {@code warnings} are known once it has completed, {@code posterKey} is empty until there is a poster; {@code
     * whole}: every rendition that the multivariant playlist names is finished.
     */
    @RegisterForReflection
    record Output(
            Progress progress,
            List<Rendition> renditions,
            List<Skipped> skipped,
            boolean playable,
            String posterKey,
            long durationUs,
            List<String> warnings,
            Optional<Failure> failure,
            boolean whole,
            Optional<SourceText> text) {
        static final Output NONE = new Output(
                Progress.NONE,
                List.of(),
                List.of(),
                false,
                "",
                0,
                List.of(),
                Optional.empty(),
                false,
                Optional.empty());

        Output {
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
            skipped = skipped == null ? List.of() : List.copyOf(skipped);
            warnings = warnings == null ? List.of() : List.copyOf(warnings);
            failure = failure == null ? Optional.empty() : failure;
            text = text == null ? Optional.empty() : text;
        }

        Output at(Progress now) {
            return new Output(
                    now, renditions, skipped, playable, posterKey, durationUs, warnings, failure, whole, text);
        }

        Output planned(List<Rendition> planned, List<Skipped> without) {
            return new Output(
                    progress, planned, without, playable, posterKey, durationUs, warnings, failure, whole, text);
        }

        Output playing(List<Rendition> begun) {
            return new Output(progress, begun, skipped, true, posterKey, durationUs, warnings, failure, whole, text);
        }

        /**
         * One of the renditions is finished, and measured.
         *
         * @param nowWhole whether every rendition that the multivariant playlist names is finished
         */
        Output with(Rendition finished, boolean nowWhole) {
            List<Rendition> next = renditions.stream()
                    .map(known -> known.name().equals(finished.name()) ? finished : known)
                    .toList();
            return new Output(
                    progress, next, skipped, playable, posterKey, durationUs, warnings, failure, nowWhole, text);
        }

        Output withPoster(String key) {
            return new Output(progress, renditions, skipped, playable, key, durationUs, warnings, failure, whole, text);
        }

        Output withText(SourceText found) {
            return new Output(
                    progress,
                    renditions,
                    skipped,
                    playable,
                    posterKey,
                    durationUs,
                    warnings,
                    failure,
                    whole,
                    Optional.of(found));
        }

        Output completed(
                List<Rendition> finished, List<Skipped> without, long newDurationUs, List<String> newWarnings) {
            Progress all = progress.completed();
            return new Output(
                    all, finished, without, true, posterKey, newDurationUs, newWarnings, Optional.empty(), true, text);
        }

        Output failed(Failure reason) {
            return new Output(
                    progress,
                    renditions,
                    skipped,
                    playable,
                    posterKey,
                    durationUs,
                    warnings,
                    Optional.of(reason),
                    whole,
                    text);
        }

        /** Whether all that is published plays to its end, whatever becomes of the rest. */
        boolean lasts() {
            return playable && whole;
        }

        List<Rendition> wholeRenditions() {
            return renditions.stream()
                    .filter(rendition -> rendition.sizeBytes() > 0)
                    .toList();
        }
    }

    /**
     * Published so far; {@code percent} is empty when nobody knows how long the video is, {@code speed} in seconds of
     * video per second of clock, 0 when unknown like {@code etaSeconds}.
     */
    @RegisterForReflection
    record Progress(Optional<Double> percent, double speed, long etaSeconds, List<RenditionProgress> renditions) {
        static final Progress NONE = new Progress(Optional.of(0.0), 0, 0, List.of());

        Progress {
            percent = percent == null ? Optional.empty() : percent;
            renditions = renditions == null ? List.of() : List.copyOf(renditions);
        }

        Progress completed() {
            return new Progress(Optional.of(100.0), speed, 0, List.of());
        }
    }

    /**
     * A track that a run finished, so that the next one need not make it again. Kept until a run has completed, or the
     * files of those that failed are swept.
     *
     * @param key stands for all that it was made from and with; empty for a copied picture, which is made anew in
     *     seconds
     */
    @RegisterForReflection
    record Kept(int generation, String track, String key) {}

    /** Why it failed, for programs and for people. */
    @RegisterForReflection
    record Failure(String code, String detail, boolean retryable) {}

    static Job queued(Wish wish, Assignment assignment) {
        return new Job(State.QUEUED, 0, 0, wish, assignment, Output.NONE, List.of(), 0);
    }

    static Job forgotten(Instant now) {
        Assignment nobody = Assignment.first("", now);
        return new Job(State.FORGOTTEN, 0, 0, new Wish("", List.of(), now), nobody, Output.NONE, List.of(), 0);
    }

    /** Waits for a worker again: somebody wants another try, or the worker that had it gave it back or was lost. */
    Job queued(Wish newWish, Assignment newAssignment, Output newOutput) {
        return new Job(State.QUEUED, generation, published, newWish, newAssignment, newOutput, kept, begun);
    }

    /** A worker has it; the next generation begins. */
    Job taken(Assignment newAssignment) {
        return running(newAssignment, generation + 1);
    }

    /** The same run goes on in the next generation. */
    Job startedOver(Assignment newAssignment) {
        return running(newAssignment, begun);
    }

    private Job running(Assignment newAssignment, int nowBegun) {
        return new Job(State.RUNNING, generation + 1, published, wish, newAssignment, Output.NONE, kept, nowBegun);
    }

    Job alive(Progress progress, Instant newDeadline) {
        return new Job(
                state, generation, published, wish, assignment.until(newDeadline), output.at(progress), kept, begun);
    }

    Job with(Output newOutput) {
        return new Job(state, generation, published, wish, assignment, newOutput, kept, begun);
    }

    /** This run has finished a track; again is a no-op. */
    Job keeping(String track, String key) {
        Kept finished = new Kept(generation, track, key);
        if (kept.contains(finished)) {
            return this;
        }
        List<Kept> more = new ArrayList<>(kept);
        more.add(finished);
        return new Job(state, generation, published, wish, assignment, output, more, begun);
    }

    /** The files of failed runs are gone. */
    Job keepingNothing() {
        return new Job(state, generation, published, wish, assignment, output, List.of(), begun);
    }

    Job completed(Output newOutput) {
        return new Job(State.COMPLETED, generation, generation, wish, assignment, newOutput, List.of(), begun);
    }

    Job failed(Failure reason) {
        int lasting = output.lasts() ? generation : published;
        return new Job(State.FAILED, generation, lasting, wish, assignment, output.failed(reason), kept, begun);
    }

    boolean isRunning(int ofGeneration) {
        return state == State.RUNNING && generation == ofGeneration;
    }

    boolean isClaimedBy(String claim) {
        return state == State.RUNNING && assignment.claim().equals(claim);
    }

    /** Whether the run under way has the workspace of this generation: that which it began with. */
    boolean worksIn(int ofGeneration) {
        int first = begun > 0 ? begun : generation; // records of older versions do not tell
        return state == State.RUNNING && first == ofGeneration;
    }
}
