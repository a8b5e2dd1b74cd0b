package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Tracer;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.Scratch;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job from its source to its end, with a store that the test slows down. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class JobRunnerTest {

    @TempDir
    Path folder;

    @Inject
    OneWorker worker;

    @Inject
    Jobs jobs;

    @Inject
    LeaseReports reports;

    @Inject
    JobStore store;

    @Inject
    ProcessingEventsPublisher events;

    @Inject
    Clock clock;

    @Inject
    RedisDataSource redis;

    @Inject
    BlobStore blobs;

    @Inject
    ProcessingConfig config;

    @Inject
    LimitsConfig media;

    @Inject
    Scratch scratch;

    @Inject
    RunMeters meters;

    @Inject
    Tracer tracer;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final BlobKey source = BlobKey.ofVideo(id).child("source");

    @Test
    void aJobIsStillOursWhileItsStoreTakesItsTime() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicInteger slow = new AtomicInteger();
        BlobStore whileBeating = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, Path file) {
                if (key.value().endsWith(".mp4") && slow.getAndIncrement() == 0) {
                    Instant before = deadline();
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> deadline().isAfter(before.plusMillis(1_500)));
                }
                super.put(key, file);
            }
        };
        jobs.enqueue(id, source);

        run(whileBeating, () -> false);

        assertThat(slow).hasPositiveValue();
        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
    }

    @Test
    void aStoreThatFailsTwiceAndThenWorksCostsTheJobNothing() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicInteger failures = new AtomicInteger();
        BlobStore hiccuping = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, Path file) {
                if (key.value().endsWith(".m4s") && failures.incrementAndGet() <= 2) {
                    throw new UncheckedIOException(new IOException("Slow down"));
                }
                super.put(key, file);
            }
        };
        jobs.enqueue(id, source);
        Instant begun = clock.instant();

        run(hiccuping, () -> false);
        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(jobs.take(id, Optional.of(deadline()), OneJob.claim())).isEmpty();
        assertThat(deadline()).isBetween(begun.plusSeconds(30), clock.instant().plusSeconds(30));
        queueAgain();
        run(hiccuping, () -> false);
        assertThat(deadline()).isAfter(begun.plusSeconds(60));
        queueAgain();
        run(hiccuping, () -> false);

        assertThat(failures).hasValueGreaterThan(2);
        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
        assertThat(job().assignment().crashes()).isZero();
        assertThat(job().assignment().takeovers()).isZero();
        assertThat(job().output().renditions()).anyMatch(Rendition::copied);
    }

    @Test
    void aJobWhoseStorageDoesNotComeBackFailsInTheEnd() throws Exception {
        jobs.enqueue(id, source);
        int runs = 0;
        while (job().state() == Job.State.QUEUED) {
            assertThat(runs++).isLessThan(config.maxStorageFailures());
            run(blobs, () -> false);
            if (job().state() == Job.State.QUEUED) {
                queueAgain();
            }
        }
        assertThat(runs).isEqualTo(config.maxStorageFailures());
        assertThat(job().output().failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("processing/storage"));
    }

    /** For a child has less memory than a JVM takes; the same is true of libraries that do not load. */
    @Test
    void aMachineOnWhichNoChildWorksCostsAJobNothingAndSaysSo() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        ChildConfig tight = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ChildConfig.class)
                .withDefaultValue("vitascope.processing.child.memory", "32M")
                .withDefaultValue("vitascope.processing.child.spare", "false")
                .build()
                .getConfigMapping(ChildConfig.class);
        ChildProcesses dying = new ChildProcesses(tight, media, scratch);
        QuickLooks looks = new QuickLooks(dying, scratch, tight, config);
        jobs.enqueue(id, source);
        Instant begun = clock.instant();

        worker.run(id, blobs, dying, looks);
        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(deadline()).isAfterOrEqualTo(begun.plusSeconds(30));
        assertThat(job().assignment().machineFailures()).isEqualTo(1);
        assertThat(looks.engine().isBroken()).isTrue();
        queueAgain();
        run(blobs, () -> false);

        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
        assertThat(job().assignment().crashes()).isZero();
        assertThat(job().output().renditions()).anyMatch(Rendition::copied);
    }

    @Test
    void aJobThatEatsTheReserveOfTheDiskWaitsForRoomAndKeepsWhatItHasMade() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicLong usableBytes = new AtomicLong(0);
        DiskReserve reserve = new DiskReserve(wanted -> usableBytes.get(), 1_000);
        BlobStore filling = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, byte[] content) {
                super.put(key, content);
                if (key.name().equals(VideoBlobs.FINISHED_TRACK)) {
                    usableBytes.set(999);
                }
            }
        };
        jobs.enqueue(id, source);

        worker.run(id, filling, reserve, () -> false);
        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(job().output().renditions()).isEmpty();
        usableBytes.set(1_000);
        queueAgain();
        worker.run(id, filling, reserve, () -> false);
        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(job().kept()).isNotEmpty();
        usableBytes.set(Long.MAX_VALUE);
        queueAgain();
        worker.run(id, blobs, reserve, () -> false);

        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
        assertThat(job().assignment().crashes()).isZero();
    }

    @Test
    void aChildWhoseDiskIsFullHasNotCrashed() throws Exception {
        jobs.enqueue(id, source);
        Lease lease = jobs.take(id, Optional.empty(), OneJob.claim()).orElseThrow();
        JobRun run = new JobRun(reports, blobs, meters, new RunTrace(tracer, lease), lease, 4_000_000, () -> false);
        run.on(Report.newBuilder()
                .setFailed(Failed.newBuilder()
                        .setStorage(true)
                        .setRefusal(Refusal.newBuilder()
                                .setReason(Refusal.Reason.CRASHED)
                                .setDetail("No space left on device")))
                .build());
        assertThatThrownBy(run::conclude)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left");
        jobs.cancel(id);
    }

    @Test
    void whatTheEndOfTheProcessBreaksOffIsNoFailureOfTheStorage() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicBoolean stopping = new AtomicBoolean();
        BlobStore interrupted = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, Path file) {
                stopping.set(true);
                throw new UncheckedIOException(new IOException("interrupted"));
            }
        };
        jobs.enqueue(id, source);
        String dispatch = job().assignment().dispatch();

        assertThatThrownBy(() -> run(interrupted, stopping::get)).isInstanceOf(InterruptedException.class);

        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(job().assignment().storageFailures()).isZero();
        assertThat(job().assignment().dispatch()).isEqualTo(dispatch);
    }

    @Test
    void aRedisThatIsAwayWhenATrackEndsDoesNotEndTheRun() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicBoolean away = new AtomicBoolean();
        BlobStore store = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, byte[] content) {
                super.put(key, content);
                if (key.name().equals(VideoBlobs.FINISHED_TRACK) && away.compareAndSet(false, true)) {
                    restart(Duration.ofSeconds(3));
                }
            }
        };
        jobs.enqueue(id, source);

        run(store, () -> false);

        assertThat(away).isTrue();
        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
        assertThat(job().generation()).isEqualTo(1);
    }

    /** As clients see one: connections end, and nothing can be written for a while. */
    private void restart(Duration away) {
        redis.execute("CONFIG", "SET", "min-replicas-to-write", "1");
        redis.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        CompletableFuture.delayedExecutor(away.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> redis.execute("CONFIG", "SET", "min-replicas-to-write", "0"));
    }

    private void run(BlobStore over, BooleanSupplier stopping) throws InterruptedException {
        worker.run(id, over, stopping);
    }

    /** The reconciler does so once the pause is over. */
    private void queueAgain() {
        Clock later = Clock.fixed(deadline().plusMillis(1), ZoneOffset.UTC);
        new Jobs(store, events, config, later).overdue(id, deadline());
    }

    private Instant deadline() {
        return job().assignment().deadline();
    }

    private Job job() {
        return store.find(id).orElseThrow();
    }
}
