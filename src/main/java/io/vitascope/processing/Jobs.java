package io.vitascope.processing;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Transaction;
import io.vitascope.processing.Job.Assignment;
import io.vitascope.processing.Job.Output;
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

/**
 * The queue's rules: a job is queued once, and runs in one place at a time, whose worker tells by {@link LeaseReports}
 * what becomes of it.
 *
 * <p>Threads: safe for all worker threads; every change is a compare-and-set with its event in the same transaction.
 */
@Singleton
final class Jobs {

    /**
     * A worker whose deadline others see unmoved for so long, several heartbeats, and whose task the broker has given
     * away, is lost.
     */
    static final Duration SILENCE = Duration.ofSeconds(4);

    private final JobStore store;
    private final ProcessingEventsPublisher events;
    private final ProcessingConfig config;
    private final Clock clock;
    private final JobTransitions transitions;

    Jobs(JobStore store, ProcessingEventsPublisher events, ProcessingConfig config, Clock clock) {
        this.store = store;
        this.events = events;
        this.config = config;
        this.clock = clock;
        this.transitions = new JobTransitions(store, events, config, clock);
    }

    /** A finished upload becomes a job; one that is known already stays as it is. */
    void enqueue(VideoId id, BlobKey source) {
        store.change(
                id,
                (current, transaction) -> current.or(() -> {
                    Wish wish = new Wish(source.value(), List.of(), clock.instant());
                    return Optional.of(dispatch(id, Job.queued(wish, newAssignment()), transaction));
                }));
    }

    /** Another run over a video that is not being processed: all that it deserves, or just the renditions named. */
    Job again(VideoId id, BlobKey source, List<String> renditions) {
        Ladder.check(renditions);
        return store.change(id, (current, transaction) -> {
                    if (current.filter(job -> job.state() == State.FORGOTTEN).isPresent()) {
                        throw unknown(id);
                    }
                    if (current.filter(job -> job.state().isOpen()).isPresent()) {
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
     * @param silent the deadline of a run that the worker has watched for {@link #SILENCE} and seen unmoved; whoever has
     *     that run is lost
     * @param claim a word of the worker's own for this record. Whoever asks again, because the answer was lost, gets the
     *     same job
     * @return empty when there is nothing to do: finished, forgotten, put off, or alive elsewhere
     */
    Optional<Lease> take(VideoId id, Optional<Instant> silent, String claim) {
        Records.Change<Job> change = store.change(
                id, (current, transaction) -> current.map(job -> takenOrSame(id, job, silent, claim, transaction)));
        return change.after().filter(job -> job.isClaimedBy(claim)).map(job -> Lease.of(id, job));
    }

    private Job takenOrSame(VideoId id, Job job, Optional<Instant> silent, String claim, Transaction transaction) {
        if (job.isClaimedBy(claim)) {
            return job;
        }
        Assignment assignment = job.assignment().claimedBy(claim);
        if (job.state() == State.QUEUED) {
            return assignment.isPutOff() ? job : transitions.taken(id, job, assignment, transaction);
        }
        boolean lost = job.state() == State.RUNNING
                && silent.filter(assignment.deadline()::equals).isPresent();
        if (!lost) {
            return job;
        }
        Assignment next = assignment.afterLoss();
        return isLostTooOften(next)
                ? lostTooOften(id, job, transaction)
                : transitions.taken(id, job, next, transaction);
    }

    /** Until when the worker is waited for that has a job under this task; it moves as long as the worker lives. */
    Optional<Instant> deadline(VideoId id, String dispatch) {
        return store.find(id)
                .filter(job -> job.state() == State.RUNNING)
                .map(Job::assignment)
                .filter(assignment -> assignment.dispatch().equals(dispatch))
                .map(Assignment::deadline);
    }

    /**
     * Ends the work on a video. Its worker, here or elsewhere, finds out within half a second and ends the child. A run
     * that was still queued counts as one. Errors: {@link ProcessingError#NOT_RUNNING}.
     */
    Job cancel(VideoId id) {
        return store.change(id, (current, transaction) -> {
                    Job job = current.filter(known -> known.state() != State.FORGOTTEN)
                            .orElseThrow(() -> unknown(id));
                    if (!job.state().isOpen()) {
                        throw new ProblemException(
                                ProcessingError.NOT_RUNNING, "Video " + id + " is neither queued nor being processed.");
                    }
                    Job begun = job.state() == State.QUEUED ? job.taken(job.assignment()) : job;
                    String detail = "Somebody cancelled the processing of this video.";
                    return Optional.of(transitions.failed(id, begun, ProcessingError.CANCELLED, detail, transaction));
                })
                .after()
                .orElseThrow(() -> unknown(id));
    }

    /** The video was deleted. */
    void forget(VideoId id) {
        store.change(id, (current, transaction) -> {
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
        store.change(id, (current, transaction) -> {
            if (current.isEmpty() || !current.get().state().isOpen()) {
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
                Assignment waiting = known.until(transitions.queueDeadline());
                store.deadline(transaction, id, waiting.deadline());
                return Optional.of(job.queued(job.wish(), waiting, job.output()));
            }
            Assignment next = known.under(newDispatch(), transitions.queueDeadline());
            return Optional.of(dispatch(id, job.queued(job.wish(), next, job.output()), transaction));
        });
    }

    private boolean isLostTooOften(Assignment assignment) {
        return assignment.takeovers() > config.maxTakeovers();
    }

    private Job lostTooOften(VideoId id, Job job, Transaction transaction) {
        events.deadLetter(transaction, id, job.assignment().dispatch());
        return transitions.failed(
                id,
                job,
                ProcessingError.LOST,
                "Processing was interrupted " + (config.maxTakeovers() + 1)
                        + " times. The server may be short of memory; try again later.",
                transaction);
    }

    private Job dispatch(VideoId id, Job job, Transaction transaction) {
        store.queued(transaction, id, job.wish().queuedAt(), job.assignment().deadline());
        events.task(transaction, id, job.assignment().dispatch());
        return job;
    }

    private Assignment newAssignment() {
        return Assignment.first(newDispatch(), transitions.queueDeadline());
    }

    private static String newDispatch() {
        return UUID.randomUUID().toString();
    }

    private static ProblemException unknown(VideoId id) {
        return new ProblemException(ProcessingError.UNKNOWN_VIDEO, "There is no finished upload for video " + id + ".");
    }
}
