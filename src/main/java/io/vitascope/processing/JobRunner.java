package io.vitascope.processing;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Runs one leased job from its source to its published renditions.
 *
 * <p>Threads: safe for all; {@link #run} blocks its caller until the job is over here, one way or another.
 */
@Singleton
final class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);
    /** Whoever cancels or deletes a video does not wait for the next heartbeat. */
    private static final long LOOK_MILLIS = 250;

    private final LeaseReports reports;
    private final ChildProcesses children;
    private final QuickLooks looks;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final Scratch scratch;
    private final ProcessingConfig config;
    private final ChildConfig limits;
    private final DiskReserve reserve;
    private final RunMeters meters;
    private final Tracer tracer;
    /** Not the application's own executor: many uploads may have all of its threads. */
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("processing-heartbeats", true));

    private final String build = EngineBuild.current();
    private final AtomicInteger running = new AtomicInteger();

    JobRunner(
            LeaseReports reports,
            ChildProcesses children,
            QuickLooks looks,
            BlobStore blobs,
            LocalFiles files,
            Scratch scratch,
            ProcessingConfig config,
            ChildConfig limits,
            DiskReserve reserve,
            RunMeters meters,
            Tracer tracer) {
        this.reports = reports;
        this.children = children;
        this.looks = looks;
        this.blobs = blobs;
        this.files = files;
        this.scratch = scratch;
        this.config = config;
        this.limits = limits;
        this.reserve = reserve;
        this.meters = meters;
        this.tracer = tracer;
    }

    @PreDestroy
    void close() {
        heartbeats.shutdownNow();
    }

    /**
     * Works until the job has completed or failed, or is no longer ours.
     *
     * @param stopping this process is told to go: the child is ended and the job given back
     * @throws InterruptedException when the job was given back
     */
    void run(Lease first, BooleanSupplier stopping) throws InterruptedException {
        running.incrementAndGet();
        try {
            Optional<Lease> lease = Optional.of(first);
            while (lease.isPresent()) {
                lease = runOnce(lease.get(), stopping);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    /** @throws InterruptedException when the job has to end while its source is fetched */
    private LocalFiles.Lent lend(Lease lease, BooleanSupplier mustEnd) throws InterruptedException {
        return files.lend(lease.source(), mustEnd)
                .orElseThrow(
                        () -> new UncheckedIOException(new FileNotFoundException("no source blob " + lease.source())));
    }

    private Order order(Lease lease, Path source, JobRun run) {
        Path workspace = scratch.emptyDirectory(lease.workspace());
        TranscodeOrder.Builder transcode = TranscodeOrder.newBuilder()
                .setWorkspace(workspace.toString())
                .addAllKept(run.offer(workspace))
                .setBuild(build)
                .addAllRenditions(lease.wanted())
                .addAllLadder(config.ladder())
                .setSegmentDurationUs(config.segmentDuration().toNanos() / 1_000)
                .setThreads(lease.lean() ? 1 : Slots.threads(config, running.get()))
                .setQuality(config.quality())
                .setEncoder(config.encoder())
                .setAv1(config.av1())
                .setCopy(config.copy() && !lease.careful());
        run.prepared();
        return Order.newBuilder()
                .setSource(source.toString())
                .setTranscode(transcode)
                .build();
    }

    /** The next lease when this run crashed and another one is due. */
    private Optional<Lease> runOnce(Lease lease, BooleanSupplier stopping) throws InterruptedException {
        RunTrace trace = new RunTrace(tracer, lease);
        JobRun run = new JobRun(
                reports, blobs, meters, trace, lease, config.segmentDuration().toNanos() / 1_000, stopping);
        try {
            runWithHeartbeat(run, trace);
            return Optional.empty();
        } catch (InterruptedException e) {
            if (!stopping.getAsBoolean()) {
                LOG.infof("%s stopped: the job is no longer ours", lease.id());
                meters.ended(RunMeters.Outcome.TAKEN_AWAY);
                return Optional.empty();
            }
            giveBack(run.lease());
            throw e;
        } catch (ChildCrashedException e) {
            trace.failed(e.sentence());
            meters.crashed(e.code());
            if (e.isOfTheMachine()) {
                LOG.warnf("%s: %s", lease.id(), e.sentence());
                putOff(run.lease(), stopping, () -> reports.putOff(run.lease(), e));
                return Optional.empty();
            }
            return afterCrash(run.lease(), e, stopping);
        } catch (LeaseLostException e) {
            run.lost();
            LOG.infof("%s stopped: %s", lease.id(), e.getMessage());
            meters.ended(RunMeters.Outcome.TAKEN_AWAY);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            LOG.errorf("%s: storage failed: %s", lease.id(), e.getMessage());
            trace.failed("storage failed");
            putOff(run.lease(), stopping, () -> reports.putOff(run.lease()));
            return Optional.empty();
        } finally {
            removeWorkspace(lease);
            run.dropWhatNobodyCanSee();
            trace.close();
        }
    }

    private void removeWorkspace(Lease lease) {
        try {
            scratch.delete(lease.workspace());
        } catch (UncheckedIOException e) {
            LOG.warnf("%s stays until the reconciler finds it: %s", lease.workspace(), e.getMessage());
        }
    }

    /** A run that hangs beyond all that any may take is another worker's in the end. */
    private void runWithHeartbeat(JobRun run, RunTrace trace)
            throws InterruptedException, ChildCrashedException, LeaseLostException {
        long begunNanos = System.nanoTime();
        Runnable beat = () -> {
            if (System.nanoTime() - begunNanos < limits.maxRun().toNanos()) {
                run.beat();
            }
        };
        Future<?> beating = heartbeats.scheduleWithFixedDelay(beat, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        try (Scope traced = trace.context().makeCurrent()) {
            work(run);
        } finally {
            beating.cancel(false);
            run.beatNoMore();
        }
    }

    private void work(JobRun run) throws InterruptedException, ChildCrashedException, LeaseLostException {
        BooleanSupplier mustEnd = () -> {
            reserve.require();
            return run.mustEnd();
        };
        reserve.require();
        try (LocalFiles.Lent source = lend(run.lease(), mustEnd)) {
            children.run(order(run.lease(), source.path(), run), limits.maxRun(), mustEnd, run::on);
            run.conclude();
        } catch (ChildCrashedException e) {
            run.keepWhole();
            throw judged(e);
        } catch (InterruptedException | UncheckedIOException e) {
            run.keepWhole();
            throw e;
        }
    }

    /** Where no child gets anywhere, this one did not fail because of its file. Heartbeats go on while that is asked. */
    private ChildCrashedException judged(ChildCrashedException crash) {
        if (crash.code() == ProcessingError.CRASHED && !crash.wasKilled()) {
            try {
                looks.requireSoundEngine();
            } catch (ProblemException unsound) {
                return new ChildCrashedException(ProcessingError.BUSY, String.valueOf(unsound.getMessage()));
            }
        }
        return crash;
    }

    private Optional<Lease> afterCrash(Lease lease, ChildCrashedException crash, BooleanSupplier stopping)
            throws InterruptedException {
        meters.ended(RunMeters.Outcome.CRASHED);
        try {
            return Endurance.through(
                    lease.id(), stopping, () -> reports.crashed(lease, crash.code(), crash.sentence()));
        } catch (LeaseLostException e) {
            return Optional.empty();
        }
    }

    private void putOff(Lease lease, BooleanSupplier stopping, Endurance.Step<Job, LeaseLostException> step)
            throws InterruptedException {
        if (stopping.getAsBoolean()) {
            // The end of this process interrupts what takes too long.
            Thread.interrupted();
            giveBack(lease);
            throw new InterruptedException();
        }
        meters.ended(RunMeters.Outcome.PUT_OFF);
        try {
            Endurance.through(lease.id(), stopping, step);
        } catch (LeaseLostException e) {
            LOG.debugf("%s: nothing to put off", lease.id());
        }
    }

    private void giveBack(Lease lease) {
        meters.ended(RunMeters.Outcome.GIVEN_BACK);
        try {
            reports.release(lease);
        } catch (LeaseLostException e) {
            LOG.debugf("%s: nothing to give back", lease.id());
        }
    }
}
