package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.Pauses;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Transaction;
import io.vitascope.processing.Job.Assignment;
import io.vitascope.processing.Job.Progress;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a worker may say of the job that it has a lease on, from its first heartbeat to its end.
 *
 * <p>Threads: safe for all worker threads; every change is a compare-and-set with its event in the same transaction.
 * Errors: {@link LeaseLostException} when the job is another worker's by now, or nobody's; then nothing has changed.
 */
@Singleton
final class LeaseReports {

    private static final Logger LOG = Logger.getLogger(LeaseReports.class);

    /** Of a job whose storage or machine failed. */
    private static final Pauses PAUSES = new Pauses(Duration.ofSeconds(30), Duration.ofMinutes(5));

    private final JobStore store;
    private final ProcessingEventsPublisher events;
    private final ProcessingConfig config;
    private final Clock clock;
    private final JobTransitions transitions;

    LeaseReports(JobStore store, ProcessingEventsPublisher events, ProcessingConfig config, Clock clock) {
        this.store = store;
        this.events = events;
        this.config = config;
        this.clock = clock;
        this.transitions = new JobTransitions(store, events, config, clock);
    }

    /** Whether nobody has ended, taken or forgotten the job meanwhile. */
    boolean isOurs(Lease lease) {
        return store.find(lease.id()).filter(lease::holds).isPresent();
    }

    /** Whether the video was deleted. */
    boolean isForgotten(Lease lease) {
        return store.find(lease.id())
                .map(job -> job.state() == Job.State.FORGOTTEN)
                .orElse(true);
    }

    /** Says that the worker lives, and how far it has come. */
    void heartbeat(Lease lease, Progress progress) throws LeaseLostException {
        Instant deadline = transitions.leaseDeadline();
        change(lease, (job, transaction) -> {
            store.running(transaction, lease.id(), deadline);
            return job.alive(progress, deadline);
        });
    }

    void planned(Lease lease, List<Rendition> renditions, List<Skipped> skipped) throws LeaseLostException {
        change(lease, (job, transaction) -> {
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
        change(lease, (job, transaction) -> {
            events.renditionReady(transaction, lease, rendition);
            Job next = job.with(job.output().with(rendition, whole).at(progress));
            boolean copiedSound = rendition.audio() && key.isEmpty();
            return copiedSound ? next : next.keeping(rendition.name(), key);
        });
    }

    void poster(Lease lease, BlobKey key) throws LeaseLostException {
        change(lease, (job, transaction) -> {
            events.posterReady(transaction, lease, key);
            return job.with(job.output().withPoster(key.value()));
        });
    }

    void text(Lease lease, SourceText text) throws LeaseLostException {
        change(lease, (job, transaction) -> {
            events.textReady(transaction, lease, text);
            return job.with(job.output().withText(text));
        });
    }

    /** How long ago the video was queued; in a later generation that is not all that was waited for. */
    Duration playable(Lease lease, List<Rendition> renditions) throws LeaseLostException {
        Job playing = change(lease, (job, transaction) -> {
            events.becamePlayable(transaction, lease, renditions);
            return job.with(job.output().playing(renditions));
        });
        return Duration.between(playing.wish().queuedAt(), clock.instant());
    }

    void completed(
            Lease lease, List<Rendition> renditions, List<Skipped> skipped, long durationUs, List<String> warnings)
            throws LeaseLostException {
        change(lease, (job, transaction) -> {
            store.finished(transaction, lease.id());
            if (lease.generation() > 1) {
                store.sweepAt(transaction, lease.id(), clock.instant().plus(config.keepReplaced()));
            }
            events.completed(transaction, lease, renditions, skipped, durationUs, warnings);
            return job.completed(job.output().completed(renditions, skipped, durationUs, warnings));
        });
    }

    void failed(Lease lease, ErrorCode code, String detail) throws LeaseLostException {
        change(lease, (job, transaction) -> transitions.failed(lease.id(), job, code, detail, transaction));
    }

    /** The child process died under this lease; what happens next depends on how often it did. */
    Optional<Lease> crashed(Lease lease, ErrorCode code, String detail) throws LeaseLostException {
        Optional<Lease> next = goneOn(lease);
        if (next.isPresent()) {
            return next;
        }
        Job job = change(lease, (current, transaction) -> {
            Assignment crashed = current.assignment().afterCrash();
            return crashed.crashes() >= config.maxCrashes()
                    ? transitions.failed(lease.id(), current, code, detail, transaction)
                    : transitions.taken(lease.id(), current, crashed, transaction);
        });
        if (job.state() != Job.State.RUNNING) {
            return Optional.empty();
        }
        LOG.warnf("%s: %s Trying once more.", lease.id(), detail);
        return Optional.of(Lease.of(lease.id(), job));
    }

    /** What this run has published is void: it goes on in the next generation. No crash, so none is counted. */
    Lease startOver(Lease lease) throws LeaseLostException {
        Optional<Lease> next = goneOn(lease);
        if (next.isPresent()) {
            return next.get();
        }
        Instant deadline = transitions.leaseDeadline();
        Job job = change(lease, (current, transaction) -> {
            store.running(transaction, lease.id(), deadline);
            return current.startedOver(current.assignment().until(deadline));
        });
        return Lease.of(lease.id(), job);
    }

    /** What an earlier try of the same worker has made of its lease, if the answer to that was lost. */
    private Optional<Lease> goneOn(Lease lease) {
        return store.find(lease.id())
                .filter(job -> job.isRunning(lease.generation() + 1) && job.isClaimedBy(lease.claim()))
                .map(job -> Lease.of(lease.id(), job));
    }

    /**
     * The storage failed under this lease, which says nothing about the file: the job waits for it, longer each time,
     * and has failed only when the storage has not come back in all that time.
     */
    Job putOff(Lease lease) throws LeaseLostException {
        return change(lease, (job, transaction) -> {
            Assignment next = job.assignment().afterStorageFailure();
            int failures = next.storageFailures();
            if (failures >= config.maxStorageFailures()) {
                String detail = "The server could not read or write the video's files, " + failures
                        + " times. Try again later.";
                return transitions.failed(lease.id(), job, ProcessingError.STORAGE, detail, transaction);
            }
            return putOff(lease, job, next, failures, transaction);
        });
    }

    /**
     * The machine, and not the file, is why the child process under this lease came to nothing, as far as anybody can
     * tell: the job waits for better times, or another machine. Once it has been so again and again, while others were
     * processed, it may be the file that takes all memory.
     */
    Job putOff(Lease lease, ChildCrashedException failure) throws LeaseLostException {
        return change(lease, (job, transaction) -> {
            Assignment next = job.assignment().afterMachineFailure();
            int failures = next.machineFailures();
            return failures >= config.maxMachineFailures()
                    ? transitions.failed(lease.id(), job, failure.code(), failure.sentence(), transaction)
                    : putOff(lease, job, next, failures, transaction);
        });
    }

    private Job putOff(Lease lease, Job job, Assignment next, int failures, Transaction transaction) {
        Instant retry = clock.instant().plus(PAUSES.after(failures));
        return waiting(lease, job, next.putOff(retry), transaction);
    }

    /** A worker that is told to go gives its job back; its task record is released as well. */
    void release(Lease lease) throws LeaseLostException {
        Instant deadline = transitions.queueDeadline();
        change(
                lease,
                (job, transaction) ->
                        waiting(lease, job, job.assignment().until(deadline).claimedBy(""), transaction));
    }

    private Job waiting(Lease lease, Job job, Assignment next, Transaction transaction) {
        store.queued(transaction, lease.id(), job.wish().queuedAt(), next.deadline());
        return job.queued(job.wish(), next, job.output());
    }

    private interface Decision {
        Job decide(Job job, Transaction transaction);
    }

    private Job change(Lease lease, Decision decision) throws LeaseLostException {
        Records.Change<Job> change = store.change(
                lease.id(),
                (current, transaction) ->
                        current.map(job -> lease.holds(job) ? decision.decide(job, transaction) : job));
        if (change.before().filter(lease::holds).isEmpty()) {
            throw new LeaseLostException(lease);
        }
        return change.after().orElseThrow();
    }
}
