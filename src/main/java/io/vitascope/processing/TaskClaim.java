package io.vitascope.processing;

import io.vitascope.kernel.AwakeClock;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What a worker that was given the record of a task does to get its job. If another one had the record before, that one
 * may be lost, or was only slow to renew it: as long as it lives it moves its deadline, so it is watched first. That the
 * deadline has passed already says nothing: whoever lives could not move it while Redis was away.
 *
 * <p>Confined to one thread.
 */
final class TaskClaim {

    private final Jobs jobs;
    private final VideoId id;
    private final String dispatch;
    private final boolean redelivered;
    private final String word = UUID.randomUUID().toString();
    private final Silences silences;
    private Optional<Instant> watched = Optional.empty();
    private boolean over;

    /** @param redelivered the broker says that a worker had this record before */
    TaskClaim(Jobs jobs, VideoId id, String dispatch, boolean redelivered, LongSupplier nanos) {
        this.jobs = jobs;
        this.id = id;
        this.dispatch = dispatch;
        this.redelivered = redelivered;
        // While nobody can ask, because Redis is away or this process stands still, nobody is silent.
        this.silences = new Silences(Jobs.SILENCE, new AwakeClock(nanos)::nanos);
    }

    /**
     * The job, if it can be had by now. To be asked several times a second until {@link #isOver}, which also says that
     * there is nothing to do under this task.
     */
    Optional<Lease> ask() {
        Optional<Instant> deadline = redelivered ? jobs.deadline(id, dispatch) : Optional.empty();
        Optional<Instant> silent = deadline.filter(unmoved -> silences.lasts(id, unmoved));
        Optional<Lease> lease = jobs.take(id, silent, word);
        boolean lives = watched.isPresent() && !watched.equals(deadline);
        over = lease.isPresent() || deadline.isEmpty() || lives;
        watched = deadline;
        return lease;
    }

    boolean isOver() {
        return over;
    }
}
