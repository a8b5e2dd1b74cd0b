package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.processing.Job.Progress;
import io.vitascope.processing.Job.State;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a worker says of its job; no worker runs but the test. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class LeaseReportsTest {

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
    ProcessingConfig config;

    @Inject
    Clock clock;

    /** Redis has done what it was asked, and its answer is lost with the connection. */
    @Test
    void aWorkerThatAsksAgainGetsTheSameJobAndNobodyElseDoes() throws LeaseLostException {
        jobs.enqueue(job.id, job.source);
        String claim = OneJob.claim();
        Lease unheard = jobs.take(job.id, Optional.empty(), claim).orElseThrow();
        assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isEmpty();
        assertThat(jobs.take(job.id, Optional.empty(), claim)).contains(unheard);
        Lease crashed =
                reports.crashed(unheard, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(reports.crashed(unheard, ProcessingError.CRASHED, "It crashed."))
                .contains(crashed);
        assertThat(job.now().assignment().crashes()).isEqualTo(1);
        Lease over = reports.startOver(crashed);
        assertThat(reports.startOver(crashed)).isEqualTo(over);
        reports.release(over);
        assertThat(jobs.take(job.id, Optional.empty(), claim).map(Lease::generation))
                .contains(over.generation() + 1);
    }

    @Test
    void aCrashIsTriedOnceMoreInTheNextGenerationThenTheJobHasFailed() throws LeaseLostException {
        Lease first = job.running();
        Lease second =
                reports.crashed(first, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(second.generation()).isEqualTo(2);
        assertThat(reports.crashed(second, ProcessingError.CRASHED, "It crashed again."))
                .isEmpty();
        assertThat(job.now().state()).isEqualTo(State.FAILED);
        assertThat(job.now().output().failure())
                .contains(new Job.Failure("processing/crashed", "It crashed again.", true));
    }

    /** Most of them would do well on a machine with more memory, and are not to fail for another one that has taken it. */
    @Test
    void aJobWhoseChildrenAreKilledWaitsAndIsTriedWithLessUntilItIsGivenUp() throws LeaseLostException {
        Lease lease = job.running();
        assertThat(lease.lean()).isFalse();
        for (int failures = 1; failures < config.maxMachineFailures(); failures++) {
            reports.putOff(lease, ChildCrashedException.killed());
            assertThat(job.now().state()).isEqualTo(State.QUEUED);
            assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isEmpty();
            Clock later = Clock.fixed(job.deadline().plusMillis(1), ZoneOffset.UTC);
            job.jobsBy(later).overdue(job.id, job.deadline());
            lease = job.taken();
            assertThat(lease.lean()).isEqualTo(failures > 1);
            assertThat(lease.careful()).isFalse();
        }
        reports.putOff(lease, ChildCrashedException.killed());
        assertThat(job.now().state()).isEqualTo(State.FAILED);
        assertThat(job.now().output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/crashed"));
    }

    @Test
    void aCrashAfterThePictureWasCopiedDoesNotMakeTheNextRunCareful() throws LeaseLostException {
        Lease first = job.running();
        reports.planned(first, List.of(rendition("480p", 0)), List.of());
        reports.renditionReady(first, rendition("480p", 1_000), "", true, HALF);
        assertThat(reports.crashed(first, ProcessingError.CRASHED, "It crashed."))
                .hasValueSatisfying(next -> assertThat(next.careful()).isFalse());
    }

    @Test
    void aRunThatStartsOverGoesOnInTheNextGenerationAndCountsNoCrash() throws LeaseLostException {
        Lease first = job.running();
        Lease second = reports.startOver(first);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.careful()).isFalse();
        assertThat(job.now().assignment().crashes()).isZero();
        assertThatThrownBy(() -> reports.heartbeat(first, HALF)).isInstanceOf(LeaseLostException.class);
        reports.completed(second, List.of(), List.of(), 1_000_000, List.of());
        assertThat(job.now().published()).isEqualTo(2);
    }

    @Test
    void aJobThatIsGivenBackKeepsItsPlaceAndCountsNoLoss() throws LeaseLostException {
        reports.release(job.running());
        assertThat(job.now().state()).isEqualTo(State.QUEUED);
        assertThat(job.now().assignment().takeovers()).isZero();
        assertThat(jobs.take(job.id, Optional.empty(), OneJob.claim())).isPresent();
    }

    @Test
    void whatPlaysToItsEndIsKeptWhenTheJobIsCancelled() throws LeaseLostException {
        Lease lease = job.running();
        Rendition copied = rendition("480p", 0);
        reports.planned(lease, List.of(copied, rendition("360p", 0)), List.of());
        reports.playable(lease, List.of(copied, rendition("360p", 0)));
        reports.renditionReady(lease, rendition("480p", 1_000), "", true, HALF);
        Job cancelled = jobs.cancel(job.id);
        assertThat(cancelled.published()).isEqualTo(1);
        assertThat(JobsRpc.failure(job.id, cancelled))
                .hasValueSatisfying(failure -> assertThat(failure.getRenditionsList())
                        .extracting(io.vitascope.contract.processing.Rendition::getName)
                        .containsExactly("480p"));
        jobs.again(job.id, job.source, List.of());
        Lease next = job.taken();
        reports.playable(next, List.of(copied));
        assertThat(jobs.cancel(job.id).published()).isEqualTo(1);
    }

    @Test
    void whatARunFinishedIsOfferedToTheNextUntilOneCompletes() throws LeaseLostException {
        Lease first = job.running();
        reports.planned(first, List.of(rendition("480p", 0), rendition("360p", 0)), List.of());
        reports.renditionReady(first, rendition("360p", 1_000), "key", false, HALF);
        Lease second =
                reports.crashed(first, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(second.kept()).containsExactly(new Job.Kept(1, "360p", "key"));
        assertThat(second.careful()).isTrue();
        jobs.cancel(job.id);
        assertThat(job.isToBeSwept(clock.instant().plus(Duration.ofHours(23)))).isFalse();
        assertThat(job.isToBeSwept(clock.instant().plus(Duration.ofHours(25)))).isTrue();
        jobs.again(job.id, job.source, List.of());
        assertThat(sweep.begin(job.id)).isEmpty();
        Lease third = job.taken();
        assertThat(third.kept()).hasSize(1);
        reports.completed(third, List.of(), List.of(), 1, List.of());
        assertThat(job.now().kept()).isEmpty();
        assertThat(sweep.begin(job.id)).isPresent();
    }

    private static Rendition rendition(String name, long sizeBytes) {
        return new Rendition(
                name, false, 640, 480, 25, 1, "avc1.64001e", 0, 0, sizeBytes, "", false, Optional.empty(), "", "");
    }
}
