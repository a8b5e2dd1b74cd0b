package io.vitascope.processing;

import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Moves on what nobody moves: jobs past their deadline, files of runs that are over.
 *
 * <p>Every process has one; they do no harm to each other, for all they do is compare-and-set or may be done twice.
 */
@Singleton
final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final int BATCH = 100;
    private static final Pattern WORKSPACE = Pattern.compile("job-(?<id>[0-9a-f-]{36})-g(?<generation>\\d{1,9})");

    private final Jobs jobs;
    private final JobStore store;
    private final JobSweep sweep;
    private final Scratch scratch;
    private final Clock clock;
    private final Silences silences;

    @Inject
    Reconciler(Jobs jobs, JobStore store, JobSweep sweep, Scratch scratch, Clock clock) {
        this(jobs, store, sweep, scratch, clock, new Silences(Jobs.SILENCE, System::nanoTime));
    }

    Reconciler(Jobs jobs, JobStore store, JobSweep sweep, Scratch scratch, Clock clock, Silences silences) {
        this.silences = silences;
        this.jobs = jobs;
        this.store = store;
        this.sweep = sweep;
        this.scratch = scratch;
        this.clock = clock;
    }

    @Scheduled(
            every = "{vitascope.processing.reconcile-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reconcile() {
        store.lookAtOverdue(clock.instant(), BATCH, this::look);
        store.lookAtUnswept(clock.instant(), BATCH, sweep::sweep);
        for (String name : scratch.names()) {
            try {
                dropDeadWorkspace(name);
            } catch (RuntimeException e) {
                LOG.warnf(e, "%s stays for now", name);
            }
        }
    }

    private void look(VideoId id) {
        Optional<Job> job = store.find(id);
        Instant deadline =
                job.map(Job::assignment).map(Job.Assignment::deadline).orElse(Instant.MIN);
        boolean running =
                job.filter(known -> known.state() == Job.State.RUNNING).isPresent();
        if (!running || silences.lasts(id, deadline)) {
            jobs.overdue(id, deadline);
        }
    }

    /** A folder in which no run works belongs to a process that died. */
    private void dropDeadWorkspace(String name) {
        Matcher matcher = WORKSPACE.matcher(name);
        if (!matcher.matches()) {
            return;
        }
        VideoId id = VideoId.parse(matcher.group("id"));
        int generation = Integer.parseInt(matcher.group("generation"));
        if (store.find(id).filter(job -> job.worksIn(generation)).isEmpty()) {
            scratch.delete(name);
        }
    }
}
