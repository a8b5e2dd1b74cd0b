package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import io.vitascope.processing.Job.Progress;
import io.vitascope.processing.Job.State;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is moved on that nobody moves; no worker runs but the test. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class ReconcilerTest {

    private static final Progress HALF = new Progress(Optional.of(50.0), 2, 10, List.of());

    @Inject
    OneJob job;

    @Inject
    Jobs jobs;

    @Inject
    LeaseReports reports;

    @Inject
    JobSweep sweep;

    @Inject
    JobStore store;

    @Inject
    ProcessingConfig config;

    @Inject
    Reconciler reconciler;

    @Inject
    Scratch scratch;

    @Inject
    Clock clock;

    @Inject
    RedisDataSource redis;

    @Test
    void aWorkerWhoseClockIsBehindKeepsItsJobAndALostOneDoesNot() throws LeaseLostException {
        Lease lease = job.running();
        Clock ahead = Clock.offset(Clock.systemUTC(), config.lease().plusSeconds(1));
        AtomicLong nanos = new AtomicLong();
        Reconciler elsewhere =
                new Reconciler(job.jobsBy(ahead), store, sweep, scratch, ahead, new Silences(Jobs.SILENCE, nanos::get));
        for (int pass = 0; pass < 3; pass++) {
            elsewhere.reconcile();
            assertThat(reports.isOurs(lease)).isTrue();
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            reports.heartbeat(lease, HALF);
        }
        elsewhere.reconcile();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        elsewhere.reconcile();
        assertThat(reports.isOurs(lease)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        elsewhere.reconcile();
        assertThat(job.now().state()).isEqualTo(State.QUEUED);
        assertThat(job.now().assignment().takeovers()).isEqualTo(1);
    }

    @Test
    void aRunThatStartsOverKeepsItsFolderUntilItIsOver() throws LeaseLostException {
        Lease first = job.running();
        Path folder = scratch.emptyDirectory(first.workspace());
        Lease second = reports.startOver(first);
        reconciler.reconcile();
        assertThat(folder).exists();
        reports.completed(second, List.of(), List.of(), 1_000_000, List.of());
        reconciler.reconcile();
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatCannotBeReadOrSweptIsInNobodysWay() throws Exception {
        Instant before = clock.instant();
        VideoId unreadable = VideoId.create(0);
        redis.value(String.class).set("vitascope:job:" + unreadable, "not a job");
        for (String key : List.of("vitascope:jobs:deadlines", "vitascope:jobs:sweep")) {
            redis.sortedSet(String.class).zadd(key, 0, unreadable.toString());
        }
        jobs.enqueue(job.id, job.source);
        jobs.forget(job.id);
        scratch.emptyDirectory("job-" + unreadable + "-g1");
        scratch.emptyDirectory("job-" + job.id + "-g1");
        try {
            reconciler.reconcile();
            assertThat(scratch.names()).doesNotContain("job-" + job.id + "-g1").contains("job-" + unreadable + "-g1");
            for (String key : List.of("vitascope:jobs:deadlines", "vitascope:jobs:sweep")) {
                assertThat(redis.sortedSet(String.class)
                                .zscore(key, unreadable.toString())
                                .orElseThrow())
                        .isGreaterThanOrEqualTo(before.plusSeconds(60).toEpochMilli());
            }
        } finally {
            redis.key().del("vitascope:job:" + unreadable);
            jobs.overdue(unreadable, Instant.MIN);
            sweep.begin(unreadable);
            scratch.delete("job-" + unreadable + "-g1");
        }
    }
}
