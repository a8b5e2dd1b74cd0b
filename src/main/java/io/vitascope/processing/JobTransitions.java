package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Transaction;
import io.vitascope.processing.Job.Assignment;
import io.vitascope.processing.Job.Failure;
import java.time.Clock;
import java.time.Instant;

/**
 * How a job begins a run and how it fails, whoever brings it about: with its deadline, its event and the sweep of its
 * files in the same transaction.
 *
 * <p>Threads: safe for all.
 */
final class JobTransitions {

    private final JobStore store;
    private final ProcessingEventsPublisher events;
    private final ProcessingConfig config;
    private final Clock clock;

    JobTransitions(JobStore store, ProcessingEventsPublisher events, ProcessingConfig config, Clock clock) {
        this.store = store;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    Instant queueDeadline() {
        return clock.instant().plus(config.queueDeadline());
    }

    Instant leaseDeadline() {
        return clock.instant().plus(config.lease());
    }

    Job taken(VideoId id, Job job, Assignment assignment, Transaction transaction) {
        Instant deadline = leaseDeadline();
        store.running(transaction, id, deadline);
        return job.taken(assignment.until(deadline));
    }

    Job failed(VideoId id, Job job, ErrorCode code, String detail, Transaction transaction) {
        store.finished(transaction, id);
        // Another run may take over what this one finished.
        Instant sweep = code.retryable() ? clock.instant().plus(config.keepFailed()) : clock.instant();
        store.sweepAt(transaction, id, sweep);
        Job failed = job.failed(new Failure(code.slug(), detail, code.retryable()));
        events.failed(transaction, id, failed);
        return failed;
    }
}
