package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import io.vitascope.processing.Job.Progress;
import io.vitascope.processing.Job.State;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of a job's life, against a real Redis; no worker runs, so that the test is the only one who takes jobs. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class JobsTest {

    private static final Progress HALF = new Progress(Optional.of(50.0), 2, 10, List.of());

    @Inject
    Jobs jobs;

    @Inject
    JobStore store;

    @Inject
    ProcessingEventsPublisher events;

    @Inject
    ProcessingConfig config;

    @Inject
    Reconciler reconciler;

    @Inject
    Scratch scratch;

    @Inject
    BlobStore blobs;

    @Inject
    Clock clock;

    @Inject
    RedisDataSource redis;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final BlobKey source = BlobKey.ofVideo(id).child("source");

    @Test
    void anUploadThatIsToldTwiceIsOneJob() {
        jobs.enqueue(id, source);
        Job first = job();
        jobs.enqueue(id, source);
        assertThat(job()).isEqualTo(first);
        assertThat(first.state()).isEqualTo(State.QUEUED);
        assertThat(store.positions(List.of(id))).containsKey(id);
    }

    @Test
    void ofManyWorkersExactlyOneGetsTheJob() throws Exception {
        jobs.enqueue(id, source);
        String dispatch = job().assignment().dispatch();
        ExecutorService workers = Executors.newFixedThreadPool(8);
        Callable<Optional<Lease>> take = () -> jobs.take(id, dispatch, false, claim());
        List<Future<Optional<Lease>>> taken = workers.invokeAll(java.util.Collections.nCopies(8, take));
        workers.shutdown();
        long leases = 0;
        for (Future<Optional<Lease>> one : taken) {
            leases += one.get().isPresent() ? 1 : 0;
        }
        assertThat(leases).isEqualTo(1);
        assertThat(job().generation()).isEqualTo(1);
        assertThat(store.positions(List.of(id))).isEmpty();
    }

    /** Redis has done what it was asked, and its answer is lost with the connection. */
    @Test
    void aWorkerThatAsksAgainGetsTheSameJobAndNobodyElseDoes() throws LeaseLostException {
        jobs.enqueue(id, source);
        String dispatch = job().assignment().dispatch();
        String claim = claim();
        Lease unheard = jobs.take(id, dispatch, false, claim).orElseThrow();
        assertThat(jobs.take(id, dispatch, false, claim())).isEmpty();
        assertThat(jobs.take(id, dispatch, false, claim)).contains(unheard);
        Lease crashed =
                jobs.crashed(unheard, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(jobs.crashed(unheard, ProcessingError.CRASHED, "It crashed."))
                .contains(crashed);
        assertThat(job().assignment().crashes()).isEqualTo(1);
        Lease over = jobs.startOver(crashed);
        assertThat(jobs.startOver(crashed)).isEqualTo(over);
        jobs.release(over);
        assertThat(jobs.take(id, dispatch, true, claim).map(Lease::generation)).contains(over.generation() + 1);
    }

    @Test
    void aRedeliveredRecordTakesNothingFromAWorkerThatLives() throws LeaseLostException {
        Lease living = running();
        String dispatch = job().assignment().dispatch();
        Optional<Instant> deadline = jobs.deadline(id, dispatch);
        jobs.heartbeat(living, HALF);
        assertThat(jobs.take(id, dispatch, true, claim())).isEmpty();
        assertThat(jobs.deadline(id, dispatch).orElseThrow()).isAfter(deadline.orElseThrow());
        assertThat(jobs.isOurs(living)).isTrue();
        assertThat(jobs.deadline(id, "another-dispatch")).isEmpty();
    }

    @Test
    void aRedeliveredRecordTakesTheJobFromTheLostWorkerWhoThenNotices() throws LeaseLostException {
        Lease lost = running();
        jobs.heartbeat(lost, HALF);
        Clock laterByMoreThanSomeHeartbeats = Clock.fixed(clock.instant().plus(Duration.ofSeconds(5)), ZoneOffset.UTC);
        Lease next = new Jobs(store, events, config, laterByMoreThanSomeHeartbeats)
                .take(id, job().assignment().dispatch(), true, claim())
                .orElseThrow();
        assertThat(next.generation()).isEqualTo(lost.generation() + 1);
        assertThat(next.prefix()).isNotEqualTo(lost.prefix());
        assertThatThrownBy(() -> jobs.heartbeat(lost, HALF)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> jobs.completed(lost, List.of(), List.of(), 1, List.of()))
                .isInstanceOf(LeaseLostException.class);
        jobs.heartbeat(next, HALF);
        assertThat(job().output().progress()).isEqualTo(HALF);
    }

    @Test
    void aDoubledRecordOfARunningJobIsDropped() {
        running();
        assertThat(jobs.take(id, "another-dispatch", true, claim())).isEmpty();
        assertThat(jobs.take(id, job().assignment().dispatch(), false, claim())).isEmpty();
    }

    @Test
    void aJobPastItsDeadlineIsQueuedAgainUntilItIsGivenUp() {
        Clock inAnHour = Clock.fixed(clock.instant().plus(Duration.ofHours(1)), ZoneOffset.UTC);
        Jobs later = new Jobs(store, events, config, inAnHour);
        running();
        for (int lost = 1; job().state() != State.FAILED; lost++) {
            assertThat(lost).isLessThan(50);
            later.overdue(id, deadline());
            if (job().state() == State.QUEUED) {
                assertThat(jobs.take(id, job().assignment().dispatch(), false, claim()))
                        .isPresent();
            }
        }
        assertThat(job().output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/workers-lost"));
        assertThat(overdue(clock.instant().plus(Duration.ofDays(1)))).doesNotContain(id);
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
            jobs.enqueue(id, source);
            String dispatch = job().assignment().dispatch();
            Instant deadline = deadline();
            Clock inAnHour = Clock.fixed(clock.instant().plus(Duration.ofHours(1)), ZoneOffset.UTC);
            Jobs later = new Jobs(store, events, config, inAnHour);
            later.overdue(id, deadline);
            assertThat(job().assignment().dispatch()).isEqualTo(dispatch);
            assertThat(deadline()).isAfter(deadline);
            before.forEach(jobs::forget);
            later = new Jobs(store, events, config, Clock.offset(inAnHour, Duration.ofHours(1)));
            later.overdue(id, deadline());
            assertThat(job().assignment().dispatch()).isNotEqualTo(dispatch);
        } finally {
            before.forEach(jobs::forget);
            jobs.forget(id);
        }
    }

    @Test
    void aJobThatIsAliveIsNotTouchedByTheReconciler() {
        Lease lease = running();
        jobs.overdue(id, deadline());
        assertThat(job().isRunning(lease.generation())).isTrue();
    }

    @Test
    void aWorkerWhoseClockIsBehindKeepsItsJobAndALostOneDoesNot() throws LeaseLostException {
        Lease lease = running();
        Clock ahead = Clock.offset(Clock.systemUTC(), config.lease().plusSeconds(1));
        AtomicLong nanos = new AtomicLong();
        Reconciler elsewhere = new Reconciler(
                new Jobs(store, events, config, ahead),
                store,
                blobs,
                scratch,
                ahead,
                new Silences(Jobs.SILENCE, nanos::get));
        for (int pass = 0; pass < 3; pass++) {
            elsewhere.reconcile();
            assertThat(jobs.isOurs(lease)).isTrue();
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            jobs.heartbeat(lease, HALF);
        }
        elsewhere.reconcile();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        elsewhere.reconcile();
        assertThat(jobs.isOurs(lease)).isTrue();
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        elsewhere.reconcile();
        assertThat(job().state()).isEqualTo(State.QUEUED);
        assertThat(job().assignment().takeovers()).isEqualTo(1);
    }

    @Test
    void aCrashIsTriedOnceMoreInTheNextGenerationThenTheJobHasFailed() throws LeaseLostException {
        Lease first = running();
        Lease second =
                jobs.crashed(first, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(second.generation()).isEqualTo(2);
        assertThat(jobs.crashed(second, ProcessingError.CRASHED, "It crashed again."))
                .isEmpty();
        assertThat(job().state()).isEqualTo(State.FAILED);
        assertThat(job().output().failure()).contains(new Job.Failure("processing/crashed", "It crashed again.", true));
    }

    @Test
    void aRunThatStartsOverGoesOnInTheNextGenerationAndCountsNoCrash() throws LeaseLostException {
        Lease first = running();
        Lease second = jobs.startOver(first);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.careful()).isFalse();
        assertThat(job().assignment().crashes()).isZero();
        assertThatThrownBy(() -> jobs.heartbeat(first, HALF)).isInstanceOf(LeaseLostException.class);
        jobs.completed(second, List.of(), List.of(), 1_000_000, List.of());
        assertThat(job().published()).isEqualTo(2);
    }

    @Test
    void aRunThatStartsOverKeepsItsFolderUntilItIsOver() throws LeaseLostException {
        Lease first = running();
        Path folder = scratch.emptyDirectory(first.workspace());
        Lease second = jobs.startOver(first);
        reconciler.reconcile();
        assertThat(folder).exists();
        jobs.completed(second, List.of(), List.of(), 1_000_000, List.of());
        reconciler.reconcile();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aJobThatIsGivenBackKeepsItsPlaceAndCountsNoLoss() throws LeaseLostException {
        jobs.release(running());
        assertThat(job().state()).isEqualTo(State.QUEUED);
        assertThat(job().assignment().takeovers()).isZero();
        assertThat(jobs.take(id, job().assignment().dispatch(), true, claim())).isPresent();
    }

    @Test
    void aFailedJobCanBeWishedForAgainAndAQueuedOneCannot() throws LeaseLostException {
        jobs.failed(running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(jobs.again(id, source, List.of("360p")).state()).isEqualTo(State.QUEUED);
        assertThat(job().wish().renditions()).containsExactly("360p");
        assertThatThrownBy(() -> jobs.again(id, source, List.of()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ProcessingError.ALREADY_QUEUED));
    }

    @Test
    void whatIsForgottenStaysForgotten() {
        Lease lease = running();
        jobs.forget(id);
        assertThatThrownBy(() -> jobs.heartbeat(lease, HALF)).isInstanceOf(LeaseLostException.class);
        jobs.enqueue(id, source);
        assertThat(job().state()).isEqualTo(State.FORGOTTEN);
        assertThat(jobs.take(id, "any", true, claim())).isEmpty();
        assertThatThrownBy(() -> jobs.again(id, source, List.of())).isInstanceOf(ProblemException.class);
    }

    @Test
    void aCompletedRunIsPublishedAndTheOneBeforeItIsSweptLater() throws LeaseLostException {
        jobs.completed(running(), List.of(), List.of(), 1_000_000, List.of("a warning"));
        jobs.again(id, source, List.of());
        Lease second =
                jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow();
        jobs.completed(second, List.of(), List.of(), 2_000_000, List.of());
        assertThat(job().published()).isEqualTo(2);
        assertThat(job().output().durationUs()).isEqualTo(2_000_000);
        assertThat(toSweep(clock.instant())).doesNotContain(id);
        assertThat(toSweep(clock.instant().plus(Duration.ofHours(1)))).contains(id);
    }

    @Test
    void aRunningJobThatIsCancelledIsNoLongerItsWorkers() {
        Lease lease = running();
        assertThat(jobs.isOurs(lease)).isTrue();
        assertThat(jobs.cancel(id).output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/cancelled"));
        assertThat(jobs.isOurs(lease)).isFalse();
        assertThatThrownBy(() -> jobs.heartbeat(lease, HALF)).isInstanceOf(LeaseLostException.class);
        assertThat(overdue(clock.instant().plus(Duration.ofDays(1)))).doesNotContain(id);
    }

    @Test
    void aQueuedJobThatIsCancelledIsNeverTakenAndMayBeWishedForAgain() {
        jobs.enqueue(id, source);
        String dispatch = job().assignment().dispatch();
        assertThat(jobs.cancel(id).generation()).isEqualTo(1);
        assertThat(store.positions(List.of(id))).isEmpty();
        assertThat(jobs.take(id, dispatch, false, claim())).isEmpty();
        assertThatThrownBy(() -> jobs.cancel(id))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ProcessingError.NOT_RUNNING));
        assertThat(jobs.again(id, source, List.of()).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void whatPlaysToItsEndIsKeptWhenTheJobIsCancelled() throws LeaseLostException {
        Lease lease = running();
        Rendition copied = rendition("480p", 0);
        jobs.planned(lease, List.of(copied, rendition("360p", 0)), List.of());
        jobs.playable(lease, List.of(copied, rendition("360p", 0)));
        jobs.renditionReady(lease, rendition("480p", 1_000), "", true, HALF);
        Job cancelled = jobs.cancel(id);
        assertThat(cancelled.published()).isEqualTo(1);
        assertThat(JobsRpc.failure(id, cancelled)).hasValueSatisfying(failure -> assertThat(failure.getRenditionsList())
                .extracting(io.vitascope.contract.processing.Rendition::getName)
                .containsExactly("480p"));
        jobs.again(id, source, List.of());
        Lease next =
                jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow();
        jobs.playable(next, List.of(copied));
        assertThat(jobs.cancel(id).published()).isEqualTo(1);
    }

    @Test
    void whatARunFinishedIsOfferedToTheNextUntilOneCompletes() throws LeaseLostException {
        Lease first = running();
        jobs.planned(first, List.of(rendition("480p", 0), rendition("360p", 0)), List.of());
        jobs.renditionReady(first, rendition("360p", 1_000), "key", false, HALF);
        Lease second =
                jobs.crashed(first, ProcessingError.CRASHED, "It crashed.").orElseThrow();
        assertThat(second.kept()).containsExactly(new Job.Kept(1, "360p", "key"));
        assertThat(second.careful()).isTrue();
        jobs.cancel(id);
        assertThat(toSweep(clock.instant().plus(Duration.ofHours(23)))).doesNotContain(id);
        assertThat(toSweep(clock.instant().plus(Duration.ofHours(25)))).contains(id);
        jobs.again(id, source, List.of());
        assertThat(jobs.sweeping(id)).isEmpty();
        Lease third =
                jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow();
        assertThat(third.kept()).hasSize(1);
        jobs.completed(third, List.of(), List.of(), 1, List.of());
        assertThat(job().kept()).isEmpty();
        assertThat(jobs.sweeping(id)).isPresent();
    }

    @Test
    void filesThatCouldNotBeDeletedAreDeletedLater() throws LeaseLostException {
        jobs.failed(running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(toSweep(clock.instant())).contains(id);
        assertThat(jobs.sweeping(id)).isPresent();
        assertThat(toSweep(clock.instant())).doesNotContain(id);
        assertThat(toSweep(clock.instant().plus(Duration.ofMinutes(10)))).contains(id);
        jobs.swept(id, 1);
        assertThat(toSweep(clock.instant().plus(Duration.ofDays(1)))).doesNotContain(id);
    }

    @Test
    void theFilesOfARunThatHasBegunSinceTheSweepAreNotForgotten() throws LeaseLostException {
        jobs.failed(running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(jobs.sweeping(id)).isPresent();
        jobs.again(id, source, List.of());
        Lease second =
                jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow();
        jobs.failed(second, ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        jobs.swept(id, 1);
        assertThat(toSweep(clock.instant())).contains(id);
    }

    @Test
    void aCrashAfterThePictureWasCopiedDoesNotMakeTheNextRunCareful() throws LeaseLostException {
        Lease first = running();
        jobs.planned(first, List.of(rendition("480p", 0)), List.of());
        jobs.renditionReady(first, rendition("480p", 1_000), "", true, HALF);
        assertThat(jobs.crashed(first, ProcessingError.CRASHED, "It crashed."))
                .hasValueSatisfying(next -> assertThat(next.careful()).isFalse());
    }

    private static Rendition rendition(String name, long sizeBytes) {
        return new Rendition(
                name, false, 640, 480, 25, 1, "avc1.64001e", 0, 0, sizeBytes, "", false, Optional.empty(), "", "");
    }

    @Test
    void whatCannotBeReadOrSweptIsInNobodysWay() throws Exception {
        Instant before = clock.instant();
        VideoId unreadable = VideoId.create(0);
        redis.value(String.class).set("vitascope:job:" + unreadable, "not a job");
        for (String key : List.of("vitascope:jobs:deadlines", "vitascope:jobs:sweep")) {
            redis.sortedSet(String.class).zadd(key, 0, unreadable.toString());
        }
        jobs.enqueue(id, source);
        jobs.forget(id);
        scratch.emptyDirectory("job-" + unreadable + "-g1");
        scratch.emptyDirectory("job-" + id + "-g1");
        try {
            reconciler.reconcile();
            assertThat(scratch.names()).doesNotContain("job-" + id + "-g1").contains("job-" + unreadable + "-g1");
            for (String key : List.of("vitascope:jobs:deadlines", "vitascope:jobs:sweep")) {
                assertThat(redis.sortedSet(String.class)
                                .zscore(key, unreadable.toString())
                                .orElseThrow())
                        .isGreaterThanOrEqualTo(before.plusSeconds(60).toEpochMilli());
            }
        } finally {
            redis.key().del("vitascope:job:" + unreadable);
            jobs.overdue(unreadable, Instant.MIN);
            jobs.sweeping(unreadable);
            scratch.delete("job-" + unreadable + "-g1");
        }
    }

    /** Its entry goes before its files. */
    @Test
    void whatCouldNotBeSweptIsSweptLater() throws LeaseLostException {
        jobs.completed(running(), List.of(), List.of(), 1_000_000, List.of());
        jobs.again(id, source, List.of());
        jobs.completed(
                jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow(),
                List.of(),
                List.of(),
                2_000_000,
                List.of());
        BlobKey old = BlobKey.ofVideo(id).child("g1").child("0.m4s");
        blobs.put(old, new byte[] {1});
        BlobStore denied = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                throw new UncheckedIOException(new IOException("denied"));
            }
        };
        Clock later = Clock.fixed(clock.instant().plus(Duration.ofDays(1)), ZoneOffset.UTC);
        new Reconciler(jobs, store, denied, scratch, later).reconcile();
        assertThat(blobs.stat(old)).isPresent();
        assertThat(toSweep(later.instant())).doesNotContain(id);
        new Reconciler(jobs, store, blobs, scratch, Clock.offset(later, Duration.ofMinutes(5))).reconcile();
        assertThat(blobs.stat(old)).isEmpty();
    }

    private List<VideoId> overdue(Instant at) {
        List<VideoId> found = new ArrayList<>();
        store.lookAtOverdue(at, 1_000, found::add);
        return found;
    }

    private List<VideoId> toSweep(Instant at) {
        List<VideoId> found = new ArrayList<>();
        store.lookAtUnswept(at, 1_000, found::add);
        return found;
    }

    private static String claim() {
        return UUID.randomUUID().toString();
    }

    private Lease running() {
        jobs.enqueue(id, source);
        return jobs.take(id, job().assignment().dispatch(), false, claim()).orElseThrow();
    }

    private Instant deadline() {
        return job().assignment().deadline();
    }

    private Job job() {
        return store.find(id).orElseThrow();
    }
}
