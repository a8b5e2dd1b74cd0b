package io.vitascope.processing;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.http.HttpServerStart;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.ProbeOrder;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SnapshotOrder;
import io.vitascope.contract.processing.Version;
import io.vitascope.contract.processing.VersionOrder;
import io.vitascope.contract.upload.ProbeResponse;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.kernel.ProblemException;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Short orders to child processes: what is in a file, one picture of it. A bounded number at a time; more wait for
 * their turn: a probe long, because an upload hangs on it, a picture as long as it may take. As with jobs, a child that
 * crashes may have been killed for reasons that are not in the file, so a fresh one tries once more.
 *
 * <p>Threads: safe for all worker threads; every call blocks.
 */
@Singleton
final class QuickLooks {

    private static final Logger LOG = Logger.getLogger(QuickLooks.class);

    private final ChildProcesses children;
    private final String encoder;
    private final Duration patience;
    private final Duration queue;
    private final Semaphore permits;
    private volatile EngineState engine = EngineState.UNKNOWN;

    QuickLooks(ChildProcesses children, ChildConfig limits, ProcessingConfig config) {
        this.encoder = config.encoder();
        this.children = children;
        this.patience = limits.maxProbe();
        this.queue = limits.probeQueue();
        this.permits = new Semaphore(limits.maxQuick(), true);
    }

    /**
     * The first child unpacks FFmpeg, which takes a second or two; better now than at the first upload, and not before
     * requests are taken, because the start needs the processors.
     */
    void warmUp(@ObservesAsync HttpServerStart started) {
        Thread thread = new Thread(
                () -> {
                    examineEngine();
                    archiveClasses();
                },
                "ffmpeg-version");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The first child may have failed for a reason that has passed, and until one is known to start nobody sends us
     * work.
     */
    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void askBrokenEngine() {
        if (engine.isBroken()) {
            examineEngine();
        }
    }

    private void examineEngine() {
        try {
            Version version = order(
                            Order.newBuilder()
                                    .setVersion(VersionOrder.newBuilder().setEncoder(encoder)),
                            queue)
                    .getVersion();
            engine = EngineState.of(version);
            LOG.infof("FFmpeg %s, %s, H.264 by %s", version.getFfmpeg(), version.getLicense(), version.getEncoder());
            if (!version.getWhyNot().isEmpty()) {
                LOG.warnf("%s encodes, not %s. %s", version.getEncoder(), encoder, version.getWhyNot());
            }
        } catch (ChildCrashedException | UncheckedIOException | ProblemException e) {
            engine = EngineState.broken(String.valueOf(e.getMessage()));
            LOG.errorf("FFmpeg does not start here, nothing can be processed: %s", e.getMessage());
        }
    }

    /**
     * What the last child process that was asked has said of itself; one is at the start, and more while that failed.
     */
    EngineState engine() {
        return engine;
    }

    /** Asks a child process now. */
    EngineState askEngine() {
        examineEngine();
        return engine;
    }

    private void archiveClasses() {
        try {
            children.archiveClasses();
        } catch (ChildCrashedException | UncheckedIOException e) {
            LOG.infof("Child processes start slower than they could: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    ProbeResponse probe(Path file) {
        try {
            Report report = order(
                    Order.newBuilder().setSource(file.toString()).setProbe(ProbeOrder.getDefaultInstance()), queue);
            return report.hasMedia()
                    ? ProbeResponse.newBuilder().setMedia(report.getMedia()).build()
                    : refused(report.getFailed().getRefusal());
        } catch (ChildCrashedException e) {
            requireFed(e);
            return refused(Refusal.newBuilder()
                    .setReason(Refusal.Reason.CRASHED)
                    .setDetail("The file could not be examined: " + e.sentence())
                    .build());
        }
    }

    /** Writes the picture that was ordered. Errors: {@link ProcessingError#NO_PICTURE} with what the source lacks. */
    void snapshot(Path source, SnapshotOrder.Builder snapshot) {
        try {
            Report report =
                    order(Order.newBuilder().setSource(source.toString()).setSnapshot(snapshot), patience);
            if (report.hasFailed()) {
                throw new ProblemException(
                        ProcessingError.NO_PICTURE,
                        report.getFailed().getRefusal().getDetail());
            }
        } catch (ChildCrashedException e) {
            requireFed(e);
            throw new ProblemException(ProcessingError.NO_PICTURE, e.sentence());
        }
    }

    /** A busy machine says nothing about the file: whoever asked is to ask again. */
    private static void requireFed(ChildCrashedException crash) {
        if (crash.code() == ProcessingError.BUSY) {
            throw new ProblemException(ProcessingError.BUSY, crash.sentence());
        }
    }

    private Report order(Order.Builder order, Duration turn) throws ChildCrashedException {
        try {
            return orderOnce(order, turn);
        } catch (ChildCrashedException e) {
            if (e.code() != ProcessingError.CRASHED) {
                throw e;
            }
            return orderOnce(order, turn);
        }
    }

    private Report orderOnce(Order.Builder order, Duration turn) throws ChildCrashedException {
        AtomicReference<Report> last = new AtomicReference<>(Report.getDefaultInstance());
        try {
            if (!permits.tryAcquire(turn.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                        ProcessingError.BUSY, "Too many files are being examined at once; try again in a few seconds.");
            }
            try {
                children.run(order.build(), patience, () -> false, last::set);
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProcessingError.BUSY, "The server is stopping; try again in a few seconds.");
        }
        return Optional.ofNullable(last.get()).orElseThrow();
    }

    private static ProbeResponse refused(Refusal refusal) {
        return ProbeResponse.newBuilder().setRefusal(refusal).build();
    }
}
