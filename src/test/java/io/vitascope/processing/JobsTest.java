package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.Job.Progress;
import io.vitascope.processing.Job.State;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The queue's rules, against a real Redis; no worker runs, so that the test is the only one who takes jobs. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class JobsTest {

    private static final Progress HALF = new Progress(Optional.of(50.0), 2, 10, List.of());

    @Inject
    OneJob job;

    @Inject
    Jobs jobs;

    @Inject
    LeaseReports reports;

    @Inject
    JobStore store;

    @Inject
    Clock clock;

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void anUploadThatIsToldTwiceIsOneJob() {
        jobs.enqueue(job.id, job.source);
        Job first = job.now();
        jobs.enqueue(job.id, job.source);
        assertThat(job.now()).isEqualTo(first);
        assertThat(first.state()).isEqualTo(State.QUEUED);
        assertThat(store.positions(List.of(job.id))).containsKey(job.id);
    }

    @Test
    void ofManyWorkersExactlyOneGetsTheJob() throws Exception {
        jobs.enqueue(job.id, job.source);
        ExecutorService workers = Executors.newFixedThreadPool(8);
        Callable<Optional<Lease>> take = () -> jobs.take(job.id, Optional.empty(), OneJob.claim());
        List<Future<Optional<Lease>>> taken = workers.invokeAll(Collections.nCopies(8, take));
        workers.shutdown();
        long leases = 0;
        for (Future<Optional<Lease>> one : taken) {
            leases += one.get().isPresent() ? 1 : 0;
        }
        assertThat(leases).isEqualTo(1);
        assertThat(job.now().generation()).isEqualTo(1);
        assertThat(store.positions(List.of(job.id))).isEmpty();
    }

    @Test
    void aRedeliveredRecordTakesNothingFromAWorkerThatLives() throws LeaseLostException {
        Lease living = job.running();
        TaskClaim claim = claim(job.dispatch());
        assertThat(claim.ask()).isEmpty();
        assertThat(claim.isOver()).isFalse();
        reports.heartbeat(living, HALF);
        assertThat(claim.ask()).isEmpty();
        assertThat(claim.isOver()).isTrue();
        assertThat(reports.isOurs(living)).isTrue();
    }

    @Test
    void aRedeliveredRecordTakesTheJobFromTheLostWorkerWhoThenNotices() throws LeaseLostException {
        Lease lost = job.running();
        reports.heartbeat(lost, HALF);
        TaskClaim claim = claim(job.dispatch());
        assertThat(askFor(Jobs.SILENCE.minusSeconds(1), claim)).isEmpty();
        Lease next = askFor(Duration.ofSeconds(1), claim).orElseThrow();
        assertThat(claim.isOver()).isTrue();
        assertThat(next.generation()).isEqualTo(lost.generation() + 1);
        assertThat(next.prefix()).isNotEqualTo(lost.prefix());
        assertThatThrownBy(() -> reports.heartbeat(lost, HALF)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> reports.completed(lost, List.of(), List.of(), 1, List.of()))
                .isInstanceOf(LeaseLostException.class);
        reports.heartbeat(next, HALF);
        assertThat(job.now().output().progress()).isEqualTo(HALF);
    }

    /** Its worker could not move it while Redis was away, or nobody could see that it did. */
    @Test
    void aDeadlineThatPassedUnseenTakesNothingFromAWorkerThatLives() throws Exception {
        Lease living = job.running();
        store.change(
                job.id,
                (current, transaction) ->
                        current.map(known -> known.alive(HALF, clock.instant().minusSeconds(20))));
        TaskClaim claim = claim(job.dispatch());
        assertThat(claim.ask()).isEmpty();
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(claim.ask()).isEmpty();
        assertThat(claim.isOver()).isFalse();
        reports.heartbeat(living, HALF);
        assertThat(claim.ask()).isEmpty();
        assertThat(claim.isOver()).isTrue();
        assertThat(reports.isOurs(living)).isTrue();
    }

    @Test
    void aDoubledRecordOfARunningJobIsDropped() {
        job.running();
        assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isEmpty();
        TaskClaim doubled = claim("another-dispatch");
        assertThat(doubled.ask()).isEmpty();
        assertThat(doubled.isOver()).isTrue();
    }

    private TaskClaim claim(String dispatch) {
        return new TaskClaim(jobs, job.id, dispatch, true, nanos::get);
    }

    private Optional<Lease> askFor(Duration time, TaskClaim claim) {
        Optional<Lease> lease = claim.ask();
        for (long second = 0; second < time.toSeconds() && lease.isEmpty(); second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            lease = claim.ask();
        }
        return lease;
    }

    @Test
    void aJobPastItsDeadlineIsQueuedAgainUntilItIsGivenUp() {
        Clock inAnHour = Clock.fixed(clock.instant().plus(Duration.ofHours(1)), ZoneOffset.UTC);
        Jobs later = job.jobsBy(inAnHour);
        job.running();
        for (int lost = 1; job.now().state() != State.FAILED; lost++) {
            assertThat(lost).isLessThan(50);
            later.overdue(job.id, job.deadline());
            if (job.now().state() == State.QUEUED) {
                assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isPresent();
            }
        }
        assertThat(job.now().output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/workers-lost"));
        assertThat(job.isOverdue(clock.instant().plus(Duration.ofDays(1)))).isFalse();
    }

    /** Its first task lies in the topic; another each time would be in the way of everybody who comes later. */
    @Test
    void aJobFarBackInTheQueueGetsNoSecondTask() {
        JobStore.Load load = store.load();
        List<VideoId> before = Stream.generate(() -> VideoId.create(System.currentTimeMillis()))
                .limit(64 + 16 * (load.open() - load.queued()))
                .toList();
        before.forEach(other -> jobs.enqueue(other, BlobKey.ofVideo(other).child("source")));
        try {
            jobs.enqueue(job.id, job.source);
            String dispatch = job.dispatch();
            Instant deadline = job.deadline();
            Clock inAnHour = Clock.fixed(clock.instant().plus(Duration.ofHours(1)), ZoneOffset.UTC);
            Jobs later = job.jobsBy(inAnHour);
            later.overdue(job.id, deadline);
            assertThat(job.dispatch()).isEqualTo(dispatch);
            assertThat(job.deadline()).isAfter(deadline);
            before.forEach(jobs::forget);
            later = job.jobsBy(Clock.offset(inAnHour, Duration.ofHours(1)));
            later.overdue(job.id, job.deadline());
            assertThat(job.dispatch()).isNotEqualTo(dispatch);
        } finally {
            before.forEach(jobs::forget);
            jobs.forget(job.id);
        }
    }

    @Test
    void aJobThatIsAliveIsNotTouchedByTheReconciler() {
        Lease lease = job.running();
        jobs.overdue(job.id, job.deadline());
        assertThat(job.now().isRunning(lease.generation())).isTrue();
    }

    @Test
    void aFailedJobCanBeWishedForAgainAndAQueuedOneCannot() throws LeaseLostException {
        reports.failed(job.running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(jobs.again(job.id, job.source, List.of("360p")).state()).isEqualTo(State.QUEUED);
        assertThat(job.now().wish().renditions()).containsExactly("360p");
        assertThatThrownBy(() -> jobs.again(job.id, job.source, List.of()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ProcessingError.ALREADY_QUEUED));
    }

    @Test
    void whatIsForgottenStaysForgotten() {
        Lease lease = job.running();
        jobs.forget(job.id);
        assertThatThrownBy(() -> reports.heartbeat(lease, HALF)).isInstanceOf(LeaseLostException.class);
        jobs.enqueue(job.id, job.source);
        assertThat(job.now().state()).isEqualTo(State.FORGOTTEN);
        assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isEmpty();
        assertThatThrownBy(() -> jobs.again(job.id, job.source, List.of())).isInstanceOf(ProblemException.class);
    }

    @Test
    void aRunningJobThatIsCancelledIsNoLongerItsWorkers() {
        Lease lease = job.running();
        assertThat(reports.isOurs(lease)).isTrue();
        assertThat(jobs.cancel(job.id).output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/cancelled"));
        assertThat(reports.isOurs(lease)).isFalse();
        assertThatThrownBy(() -> reports.heartbeat(lease, HALF)).isInstanceOf(LeaseLostException.class);
        assertThat(job.isOverdue(clock.instant().plus(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void aQueuedJobThatIsCancelledIsNeverTakenAndMayBeWishedForAgain() {
        jobs.enqueue(job.id, job.source);
        assertThat(jobs.cancel(job.id).generation()).isEqualTo(1);
        assertThat(store.positions(List.of(job.id))).isEmpty();
        assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isEmpty();
        assertThatThrownBy(() -> jobs.cancel(job.id))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ProcessingError.NOT_RUNNING));
        assertThat(jobs.again(job.id, job.source, List.of()).state()).isEqualTo(State.QUEUED);
    }
}
