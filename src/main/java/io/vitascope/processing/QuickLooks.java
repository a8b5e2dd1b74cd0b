package io.vitascope.processing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import io.vitascope.storage.Scratch;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
 * crashes may have been killed for reasons that are not in the file, so a fresh one tries once more; and what is behind
 * two crashes is found out before the file is blamed, for whoever sent it may lose it by that.
 *
 * <p>Threads: safe for all worker threads; every call blocks.
 */
@Singleton
final class QuickLooks {

    private static final Logger LOG = Logger.getLogger(QuickLooks.class);

    /** 160 samples of PCM, a fiftieth of a second: RIFF and "fmt " with format 1, 1 channel, 8,000 Hz, 8 bits. */
    private static final byte[] SILENCE = ByteBuffer.allocate(204)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(196)
            .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
            .putInt(16)
            .putShort((short) 1)
            .putShort((short) 1)
            .putInt(8_000)
            .putInt(8_000)
            .putShort((short) 1)
            .putShort((short) 8)
            .put("data".getBytes(StandardCharsets.US_ASCII))
            .putInt(160)
            .array();

    /** Examinations of one file that ended so, a minute apart where the upload room asks by itself. */
    private static final int MOST_KILLED = 5;

    private static final int MOST_REMEMBERED = 1_000;

    private final Cache<Path, Integer> killed = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(30))
            .maximumSize(MOST_REMEMBERED)
            .build();
    private final ChildProcesses children;
    private final Scratch scratch;
    private final String encoder;
    private final Duration patience;
    private final Duration queue;
    private final Semaphore permits;
    private volatile EngineState engine = EngineState.UNKNOWN;

    QuickLooks(ChildProcesses children, Scratch scratch, ChildConfig limits, ProcessingConfig config) {
        this.scratch = scratch;
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
     * The first child may have failed for a reason that has passed, and until one is known to work no slot takes a task.
     */
    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void askBrokenEngine() {
        if (!engine.isBroken()) {
            return;
        }
        try {
            requireSoundEngine();
        } catch (ProblemException | UncheckedIOException e) {
            LOG.debugf("FFmpeg still does not work here: %s", e.getMessage());
            return;
        }
        examineEngine();
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
            broken(String.valueOf(e.getMessage()));
        }
    }

    private void broken(String failure) {
        engine = EngineState.broken(failure);
        LOG.errorf("FFmpeg does not work here, nothing can be processed: %s", failure);
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

    /**
     * Errors: {@link ProcessingError#BUSY} and {@link UncheckedIOException} when the machine or its disk, and not the
     * file, is why nobody can say now.
     */
    ProbeResponse probe(Path file) {
        try {
            Report report = order(probeOf(file), queue);
            if (report.hasMedia()) {
                return ProbeResponse.newBuilder().setMedia(report.getMedia()).build();
            }
            Refusal refusal = report.getFailed().getRefusal();
            if (isCrash(report)) {
                requireSoundEngine();
            }
            return refused(refusal);
        } catch (ChildCrashedException e) {
            if (!e.wasKilled() || !isDeadly(file)) {
                requireFilesFault(e);
            }
            return refused(Refusal.newBuilder()
                    .setReason(Refusal.Reason.CRASHED)
                    .setDetail("The file could not be examined: " + e.sentence())
                    .build());
        }
    }

    private static Order.Builder probeOf(Path file) {
        return Order.newBuilder().setSource(file.toString()).setProbe(ProbeOrder.getDefaultInstance());
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
            requireFilesFault(e);
            throw new ProblemException(ProcessingError.NO_PICTURE, e.sentence());
        }
    }

    /**
     * A machine that is busy or short of memory, or on which no child gets anywhere, says nothing about the file: whoever
     * asked is to ask again.
     */
    private void requireFilesFault(ChildCrashedException crash) {
        if (crash.isOfTheMachine()) {
            throw new ProblemException(ProcessingError.BUSY, crash.sentence());
        }
        if (crash.code() == ProcessingError.CRASHED) {
            requireSoundEngine();
        }
    }

    /** Under whom child after child is killed, minute after minute, while others are examined, may be the reason. */
    private boolean isDeadly(Path file) {
        if (killed.asMap().merge(file, 1, Integer::sum) < MOST_KILLED) {
            return false;
        }
        requireSoundEngine();
        return true;
    }

    /**
     * Children have failed; only where one can examine what is known to be sound it was because of their file. Errors:
     * {@link ProcessingError#BUSY} and {@link UncheckedIOException} where none can, or nobody can say now.
     */
    void requireSoundEngine() {
        String name = scratch.brief("known");
        try {
            Report report = orderOnce(probeOf(Files.write(scratch.file(name), SILENCE)), queue);
            if (report.hasMedia()) {
                return;
            }
            broken(report.getFailed().getRefusal().getDetail());
        } catch (ChildCrashedException e) {
            if (e.code() == ProcessingError.CRASHED && !e.wasKilled()) {
                broken(e.sentence());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.delete(name);
        }
        throw new ProblemException(
                ProcessingError.BUSY, "No file can be examined on this machine now; try again in a few minutes.");
    }

    /** A failure that may be the machine's is given another child. */
    private Report order(Order.Builder order, Duration turn) throws ChildCrashedException {
        try {
            Report report = orderOnce(order, turn);
            if (!isCrash(report)) {
                return report;
            }
        } catch (ChildCrashedException e) {
            if (e.code() != ProcessingError.CRASHED) {
                throw e;
            }
        }
        return orderOnce(order, turn);
    }

    private static boolean isCrash(Report report) {
        return report.hasFailed() && report.getFailed().getRefusal().getReason() == Refusal.Reason.CRASHED;
    }

    /** Errors: {@link UncheckedIOException} when the disk failed under the child. */
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
        Report report = Optional.ofNullable(last.get()).orElseThrow();
        if (report.getFailed().getStorage()) {
            throw new UncheckedIOException(
                    new IOException(report.getFailed().getRefusal().getDetail()));
        }
        return report;
    }

    private static ProbeResponse refused(Refusal refusal) {
        return ProbeResponse.newBuilder().setRefusal(refusal).build();
    }
}
