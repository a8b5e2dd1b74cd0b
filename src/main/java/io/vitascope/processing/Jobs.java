package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.Pauses;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Transaction;
import io.vitascope.processing.Job.Assignment;
import io.vitascope.processing.Job.Failure;
import io.vitascope.processing.Job.Output;
import io.vitascope.processing.Job.Progress;
import io.vitascope.processing.Job.State;
import io.vitascope.processing.Job.Wish;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The rules of the room: a job is queued once, runs in one place at a time, and ends completed or failed.
 *
 * <p>Threads: safe for all worker threads; every change is a compare-and-set with its event in the same transaction.
 */
@Singleton
final class Jobs {

    private static final Logger LOG = Logger.getLogger(Jobs.class);
    /**
     * A worker that says nothing for so long, several heartbeats, and whose task the broker has given away, is lost.
     */
    static final Duration SILENCE = Duration.ofSeconds(4);
    /** Deleting the files of a video in a bucket may take as long; then another try begins. */
    private static final Duration SWEEPING = Duration.ofMinutes(5);

    /** Of a job whose storage failed. */
    private static final Pauses PAUSES = new Pauses(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final JobStore store;
    private final ProcessingEventsPublisher events;
    private final ProcessingConfig config;
    private final Clock clock;

    Jobs(JobStore store, ProcessingEventsPublisher events, ProcessingConfig config, Clock clock) {
        this.store = store;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    /** A finished upload becomes a job; one that is known already stays as it is. */
    void enqueue(VideoId id, BlobKey source) {
        change(
                id,
                (current, transaction) -> current.or(() -> {
                    Wish wish = new Wish(source.value(), List.of(), clock.instant());
                    return Optional.of(dispatch(id, Job.queued(wish, newAssignment()), transaction));
                }));
    }

    /** Another run over a video that is not being processed: all that it deserves, or just the renditions named. */
    Job again(VideoId id, BlobKey source, List<String> renditions) {
        Ladder.check(renditions);
        return change(id, (current, transaction) -> {
                    if (current.filter(job -> job.state() == State.FORGOTTEN).isPresent()) {
                        throw unknown(id);
                    }
                    if (current.filter(job -> isOpen(job)).isPresent()) {
                        throw new ProblemException(
                                ProcessingError.ALREADY_QUEUED,
                                "Video " + id + " is queued or being processed already.");
                    }
                    Wish wish = new Wish(source.value(), renditions, clock.instant());
                    Job next = current.map(job -> job.queued(wish, newAssignment(), Output.NONE))
                            .orElseGet(() -> Job.queued(wish, newAssignment()));
                    return Optional.of(dispatch(id, next, transaction));
                })
                .after()
                .orElseThrow(() -> unknown(id));
    }

    /**
     * A worker asks for the job of a task record.
     *
     * @param redelivered the broker says that a worker had this record before; it is lost if it is also silent
     * @param claim a word of the worker's own for this record. Whoever asks again, because the answer was lost, gets the
     *     same job
     * @return empty when there is nothing to do under this task: finished, forgotten, or alive elsewhere
     */
    Optional<Lease> take(VideoId id, String dispatch, boolean redelivered, String claim) {
        Records.Change<Job> change = change(
                id,
                (current, transaction) ->
                        current.map(job -> takenOrSame(id, job, dispatch, redelivered, claim, transaction)));
        return change.after().filter(taken -> isClaimed(taken, claim)).map(taken -> lease(id, taken));
    }

    private Job takenOrSame(
            VideoId id, Job job, String dispatch, boolean redelivered, String claim, Transaction transaction) {
        if (isClaimed(job, claim)) {
            return job;
        }
        Assignment assignment = job.assignment().claimedBy(claim);
        if (job.state() == State.QUEUED) {
            return assignment.isPutOff() ? job : taken(id, job, assignment, transaction);
        }
        boolean lost = job.state() == State.RUNNING
                && (assignment.deadline().isBefore(clock.instant())
                        || (redelivered && assignment.dispatch().equals(dispatch) && isSilent(assignment)));
        if (!lost) {
            return job;
        }
        Assignment next = assignment.afterLoss();
        return isLostTooOften(next) ? lostTooOften(id, job, transaction) : taken(id, job, next, transaction);
    }

    private static boolean isClaimed(Job job, String claim) {
        return job.state() == State.RUNNING && job.assignment().claim().equals(claim);
    }

    /** What an earlier try of the same worker has made of its lease, if the answer to that was lost. */
    private Optional<Lease> goneOn(Lease lease) {
        return store.find(lease.id())
                .filter(job -> job.isRunning(lease.generation() + 1) && isClaimed(job, lease.claim()))
                .map(job -> lease(lease.id(), job));
    }

    private boolean isSilent(Assignment assignment) {
        Instant heard = assignment.deadline().minus(config.lease());
        return heard.plus(SILENCE).isBefore(clock.instant());
    }

    /** Until when the worker is waited for that has a job under this task; it moves as long as the worker lives. */
    Optional<Instant> deadline(VideoId id, String dispatch) {
        return store.find(id)
                .filter(job -> job.state() == State.RUNNING)
                .map(Job::assignment)
                .filter(assignment -> assignment.dispatch().equals(dispatch))
                .map(Assignment::deadline);
    }

    private Job taken(VideoId id, Job job, Assignment assignment, Transaction transaction) {
        Instant deadline = clock.instant().plus(config.lease());
        store.running(transaction, id, deadline);
        return job.taken(assignment.until(deadline));
    }

    /** Says that the worker lives, and how far it has come. */
    void heartbeat(Lease lease, Progress progress) throws LeaseLostException {
        Instant deadline = clock.instant().plus(config.lease());
        changeRunning(lease, (job, transaction) -> {
            store.running(transaction, lease.id(), deadline);
            return job.alive(progress, deadline);
        });
    }

    void planned(Lease lease, List<Rendition> renditions, List<Skipped> skipped) throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            events.started(transaction, lease, renditions, skipped);
            return job.with(job.output().planned(renditions, skipped));
        });
    }

    /**
     * One rendition is finished, while others may not be.
     *
     * @param key as {@link Job.Kept} has it
     * @param whole whether every rendition that the multivariant playlist names is finished
     */
    void renditionReady(Lease lease, Rendition rendition, String key, boolean whole, Progress progress)
            throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            events.renditionReady(transaction, lease, rendition);
            Job next = job.with(job.output().with(rendition, whole).at(progress));
            boolean copiedSound = rendition.audio() && key.isEmpty();
            return copiedSound ? next : next.keeping(rendition.name(), key);
        });
    }

    void poster(Lease lease, BlobKey key) throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            events.posterReady(transaction, lease, key);
            return job.with(job.output().withPoster(key.value()));
        });
    }

    void text(Lease lease, SourceText text) throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            events.textReady(transaction, lease, text);
            return job.with(job.output().withText(text));
        });
    }

    /** How long ago the video was queued; in a later generation that is not all that was waited for. */
    Duration playable(Lease lease, List<Rendition> renditions) throws LeaseLostException {
        Job playing = changeRunning(lease, (job, transaction) -> {
            events.becamePlayable(transaction, lease, renditions);
            return job.with(job.output().playing(renditions));
        });
        return Duration.between(playing.wish().queuedAt(), clock.instant());
    }

    void completed(
            Lease lease, List<Rendition> renditions, List<Skipped> skipped, long durationUs, List<String> warnings)
            throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            store.finished(transaction, lease.id());
            if (lease.generation() > 1) {
                store.sweepAt(transaction, lease.id(), clock.instant().plus(config.keepReplaced()));
            }
            events.completed(transaction, lease, renditions, skipped, durationUs, warnings);
            return job.completed(job.output().completed(renditions, skipped, durationUs, warnings));
        });
    }

    void failed(Lease lease, ErrorCode code, String detail) throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> fail(lease.id(), job, code, detail, transaction));
    }

    /** The child process died under this lease; what happens next depends on how often it did. */
    Optional<Lease> crashed(Lease lease, ErrorCode code, String detail) throws LeaseLostException {
        Optional<Lease> next = goneOn(lease);
        if (next.isPresent()) {
            return next;
        }
        Job job = changeRunning(lease, (current, transaction) -> {
            Assignment crashed = current.assignment().afterCrash();
            return crashed.crashes() >= config.maxCrashes()
                    ? fail(lease.id(), current, code, detail, transaction)
                    : taken(lease.id(), current, crashed, transaction);
        });
        if (job.state() != State.RUNNING) {
            return Optional.empty();
        }
        LOG.warnf("%s: %s Trying once more.", lease.id(), detail);
        return Optional.of(lease(lease.id(), job));
    }

    /**
     * The storage failed under this lease, which says nothing about the file: the job waits for it, longer each time,
     * and has failed only when the storage has not come back in all that time.
     */
    Job putOff(Lease lease) throws LeaseLostException {
        return changeRunning(lease, (job, transaction) -> {
            int failures = job.assignment().storageFailures() + 1;
            if (failures >= config.maxStorageFailures()) {
                String detail = "The server could not read or write the video's files, " + failures
                        + " times. Try again later.";
                return fail(lease.id(), job, ProcessingError.STORAGE, detail, transaction);
            }
            Assignment next = job.assignment().putOff(clock.instant().plus(PAUSES.after(failures)));
            store.queued(transaction, lease.id(), job.wish().queuedAt(), next.deadline());
            return job.queued(job.wish(), next, job.output());
        });
    }

    /** What this run has published is void: it goes on in the next generation. No crash, so none is counted. */
    Lease startOver(Lease lease) throws LeaseLostException {
        Optional<Lease> next = goneOn(lease);
        if (next.isPresent()) {
            return next.get();
        }
        Job job = changeRunning(lease, (current, transaction) -> {
            Assignment assignment = current.assignment();
            Instant deadline = clock.instant().plus(config.lease());
            store.running(transaction, lease.id(), deadline);
            return current.startedOver(assignment.until(deadline));
        });
        return lease(lease.id(), job);
    }

    /** A worker that is told to go gives its job back; its task record is released as well. */
    void release(Lease lease) throws LeaseLostException {
        changeRunning(lease, (job, transaction) -> {
            Assignment next = job.assignment().until(queueDeadline()).claimedBy("");
            store.queued(transaction, lease.id(), job.wish().queuedAt(), next.deadline());
            return job.queued(job.wish(), next, job.output());
        });
    }

    /**
     * Ends the work on a video. Its worker, here or elsewhere, finds out within half a second and ends the child. A run
     * that was still queued counts as one. Errors: {@link ProcessingError#NOT_RUNNING}.
     */
    Job cancel(VideoId id) {
        return change(id, (current, transaction) -> {
                    Job job = current.filter(known -> known.state() != State.FORGOTTEN)
                            .orElseThrow(() -> unknown(id));
                    if (!isOpen(job)) {
                        throw new ProblemException(
                                ProcessingError.NOT_RUNNING, "Video " + id + " is neither queued nor being processed.");
                    }
                    Job begun = job.state() == State.QUEUED ? job.taken(job.assignment()) : job;
                    String detail = "Somebody cancelled the processing of this video.";
                    return Optional.of(fail(id, begun, ProcessingError.CANCELLED, detail, transaction));
                })
                .after()
                .orElseThrow(() -> unknown(id));
    }

    /** Whether nobody has ended, taken or forgotten the job meanwhile. */
    boolean isOurs(Lease lease) {
        return store.find(lease.id()).filter(job -> isOurs(job, lease)).isPresent();
    }

    /**
     * The files of runs that are over are about to be deleted. Unless {@link #swept} follows, they are due again.
     *
     * @return the job; empty while a run is under way that may need the files, and when another room deletes them
     */
    Optional<Job> sweeping(VideoId id) {
        Records.Change<Job> change = change(id, (current, transaction) -> {
            if (current.filter(Jobs::isOver).isEmpty()) {
                store.swept(transaction, id);
                return current;
            }
            store.sweepAt(transaction, id, clock.instant().plus(SWEEPING));
            return current.map(Job::keepingNothing);
        });
        return change.after().filter(Jobs::isOver);
    }

    /** They are gone. A run that has begun since then has its own files swept, and is left to that. */
    void swept(VideoId id, int generation) {
        change(id, (current, transaction) -> {
            if (current.filter(job -> isOver(job) && job.generation() == generation)
                    .isPresent()) {
                store.swept(transaction, id);
            }
            return current;
        });
    }

    /** Whether the video was deleted. */
    boolean isForgotten(VideoId id) {
        return store.find(id).map(job -> job.state() == State.FORGOTTEN).orElse(true);
    }

    /** The video was deleted. */
    void forget(VideoId id) {
        change(id, (current, transaction) -> {
            if (current.filter(job -> job.state() == State.FORGOTTEN).isPresent()) {
                return current;
            }
            store.forgotten(transaction, id);
            return Optional.of(Job.forgotten(clock.instant()));
        });
    }

    /**
     * What the reconciler does with a job whose deadline, this one and no later one, has passed. The task of one that
     * waits in a long queue lies in the topic, most likely; another would be in the way of all that come later. Once it is
     * among the first and nobody takes it, its task was lost.
     */
    void overdue(VideoId id, Instant deadline) {
        change(id, (current, transaction) -> {
            if (current.isEmpty() || !isOpen(current.get())) {
                store.finished(transaction, id);
                return current;
            }
            Job job = current.get();
            boolean moved = !job.assignment().deadline().equals(deadline);
            if (moved || deadline.isAfter(clock.instant())) {
                store.deadline(transaction, id, job.assignment().deadline());
                return current;
            }
            Assignment known = job.state() == State.RUNNING ? job.assignment().afterLoss() : job.assignment();
            if (isLostTooOften(known)) {
                return Optional.of(lostTooOften(id, job, transaction));
            }
            if (job.state() == State.QUEUED && !known.isPutOff() && !store.isAmongFirst(id)) {
                Assignment waiting = known.until(queueDeadline());
                store.deadline(transaction, id, waiting.deadline());
                return Optional.of(job.queued(job.wish(), waiting, job.output()));
            }
            Assignment next = known.under(newDispatch(), queueDeadline());
            return Optional.of(dispatch(id, job.queued(job.wish(), next, job.output()), transaction));
        });
    }

    private boolean isLostTooOften(Assignment assignment) {
        return assignment.takeovers() > config.maxTakeovers();
    }

    private Job lostTooOften(VideoId id, Job job, Transaction transaction) {
        events.deadLetter(transaction, id, job.assignment().dispatch());
        return fail(
                id,
                job,
                ProcessingError.LOST,
                "Processing was interrupted " + (config.maxTakeovers() + 1)
                        + " times. The server may be short of memory; try again later.",
                transaction);
    }

    private Job fail(VideoId id, Job job, ErrorCode code, String detail, Transaction transaction) {
        store.finished(transaction, id);
        // Another run may take over what this one finished.
        Instant sweep = code.retryable() ? clock.instant().plus(config.keepFailed()) : clock.instant();
        store.sweepAt(transaction, id, sweep);
        Job failed = job.failed(new Failure(code.slug(), detail, code.retryable()));
        events.failed(transaction, id, failed);
        return failed;
    }

    private Job dispatch(VideoId id, Job job, Transaction transaction) {
        store.queued(transaction, id, job.wish().queuedAt(), job.assignment().deadline());
        events.task(transaction, id, job.assignment().dispatch());
        return job;
    }

    private Assignment newAssignment() {
        return Assignment.first(newDispatch(), queueDeadline());
    }

    private static String newDispatch() {
        return UUID.randomUUID().toString();
    }

    private Instant queueDeadline() {
        return clock.instant().plus(config.queueDeadline());
    }

    private Lease lease(VideoId id, Job job) {
        return new Lease(
                id,
                job.generation(),
                new BlobKey(job.wish().sourceKey()),
                job.wish().renditions(),
                job.assignment().crashes() > 0
                        && job.kept().stream().noneMatch(kept -> kept.key().isEmpty()),
                job.kept(),
                job.assignment().claim());
    }

    /** Every change of state is one line of the log, once it is true. */
    private Records.Change<Job> change(VideoId id, Records.Decision<Job> decision) {
        Records.Change<Job> change = store.change(id, decision);
        change.after().ifPresent(job -> JobLog.changed(id, change.before(), job));
        return change;
    }

    private interface RunningDecision {
        Job decide(Job job, Transaction transaction);
    }

    private Job changeRunning(Lease lease, RunningDecision decision) throws LeaseLostException {
        Records.Change<Job> change = change(
                lease.id(),
                (current, transaction) ->
                        current.map(job -> isOurs(job, lease) ? decision.decide(job, transaction) : job));
        if (change.before().filter(job -> isOurs(job, lease)).isEmpty()) {
            throw new LeaseLostException(lease);
        }
        return change.after().orElseThrow();
    }

    private static boolean isOurs(Job job, Lease lease) {
        return job.isRunning(lease.generation());
    }

    private static boolean isOver(Job job) {
        return job.state() == State.COMPLETED || job.state() == State.FAILED;
    }

    private static boolean isOpen(Job job) {
        return job.state() == State.QUEUED || job.state() == State.RUNNING;
    }

    private static ProblemException unknown(VideoId id) {
        return new ProblemException(ProcessingError.UNKNOWN_VIDEO, "There is no finished upload for video " + id + ".");
    }
}
