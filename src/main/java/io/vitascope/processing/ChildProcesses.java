package io.vitascope.processing;

import io.quarkus.runtime.ShutdownEvent;
import io.vitascope.contract.processing.Limits;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.kernel.AwakeClock;
import io.vitascope.storage.Scratch;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Runs {@link MediaChild} in processes of their own, with limits, and listens to what they report.
 *
 * <p>FFmpeg on a hostile file may crash, hang or eat the machine; none of it may reach the serving process. A child
 * lives as long as its standard input: when this process dies in any way, the child sees the end of it and halts.
 *
 * <p>Threads: safe for all; {@link #run} blocks its caller for the child's life, and calls {@code listener} and {@code
 * cancelled} on the caller's thread.
 */
@Singleton
final class ChildProcesses {

    private static final Logger LOG = Logger.getLogger(ChildProcesses.class);
    private static final Duration TICK = Duration.ofMillis(200);
    /** A killed process is gone at once, unless the disk it waits for hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A child that got less than this part of one processor did not fail because of its file. */
    private static final int STARVED_SHARE = 4;

    private static final String TRAINING = "class-archive-";

    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    private static final int MAX_LOG_BYTES = 16_384;

    private final ChildConfig limits;
    private final Limits media;
    private final Scratch scratch;
    private final ChildCommand command;
    private final SpareChildren spares;
    private final LongSupplier nanos;

    @Inject
    ChildProcesses(ChildConfig limits, LimitsConfig media, Scratch scratch) {
        this(limits, media, scratch, System::nanoTime);
    }

    ChildProcesses(ChildConfig limits, LimitsConfig media, Scratch scratch, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.media = Limits.newBuilder()
                .setMaxPixels(media.maxPixels())
                .setMaxStreams(media.maxStreams())
                .setMaxDurationUs(media.maxDuration().toNanos() / 1_000)
                .setMaxFrameRate(media.maxFrameRate())
                .build();
        this.scratch = scratch;
        this.command = ChildCommand.of(limits, scratch.file("natives"));
        this.spares = new SpareChildren(command, limits.spare());
    }

    /** Spare children end before the application does. */
    void stop(@Observes ShutdownEvent event) {
        spares.close();
    }

    /**
     * Gives a child one order and passes on its reports until it says done, failed, or the answer to a probe.
     *
     * @param maxRun the longest that this order may take
     * @throws ChildCrashedException when it ends without such a last word, is silent for too long, or takes too long
     * @throws InterruptedException also when {@code cancelled} turned true; the child is dead by then, as it is when
     *     {@code cancelled} or {@code listener} throws
     */
    void run(Order order, Duration maxRun, BooleanSupplier cancelled, Consumer<Report> listener)
            throws ChildCrashedException, InterruptedException {
        try {
            run(spares.take(work(order)), order, maxRun, cancelled, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a child process: " + e.getMessage(), e);
        } finally {
            spares.done(work(order));
        }
    }

    private static Work work(Order order) {
        return order.hasTranscode() ? Work.LONG : Work.SHORT;
    }

    /**
     * Makes all later children start faster, if that has not been done; see {@link ClassArchive}. What a process that
     * died over it has left behind goes.
     */
    void archiveClasses() throws ChildCrashedException, InterruptedException {
        scratch.names().stream().filter(name -> name.startsWith(TRAINING)).forEach(scratch::delete);
        if (!command.archive().isMissing()) {
            return;
        }
        String name = TRAINING + UUID.randomUUID();
        try {
            Path folder = scratch.emptyDirectory(name);
            Path written = folder.resolve("archive");
            Order training = ClassArchive.training(folder);
            run(command.startWriting(written), training, limits.maxProbe(), () -> false, report -> {});
            command.archive().accept(written);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a child process: " + e.getMessage(), e);
        } finally {
            scratch.delete(name);
        }
    }

    private void run(
            Process process, Order order, Duration maxRun, BooleanSupplier cancelled, Consumer<Report> listener)
            throws ChildCrashedException, InterruptedException {
        try (Child child = new Child(process)) {
            child.send(order.toBuilder().setLimits(media).build());
            AwakeClock clock = new AwakeClock(nanos);
            long heardNanos = 0;
            boolean concluded = false;
            while (true) {
                Optional<Report> report = child.next(TICK);
                long now = clock.nanos();
                if (report.isPresent()) {
                    heardNanos = now;
                    concluded |= isLastWord(report.get());
                    if (report.get().hasVersion()) {
                        command.libraries().learn(report.get().getVersion().getLibraryFolderList());
                    }
                    listener.accept(report.get());
                } else if (child.hasEnded()) {
                    break;
                }
                if (cancelled.getAsBoolean()) {
                    throw new InterruptedException("cancelled");
                }
                if (now - heardNanos > limits.stall().toNanos()) {
                    throw child.overdue(
                            limits.stall(),
                            "Decoding made no progress for " + limits.stall().toSeconds() + " seconds.");
                }
                if (now > maxRun.toNanos()) {
                    throw child.overdue(maxRun, "Processing took longer than " + maxRun.toSeconds() + " seconds.");
                }
            }
            if (!concluded) {
                LOG.warnf("Child process %s", child.lastWords());
                throw child.wasKilled()
                        ? ChildCrashedException.killed()
                        : new ChildCrashedException(
                                ProcessingError.CRASHED, "The decoder crashed on this file; it may be damaged.");
            }
        }
    }

    private static boolean isLastWord(Report report) {
        return report.hasDone() || report.hasFailed() || report.hasMedia() || report.hasVersion();
    }

    /** One running child: its reports in a queue, the end of its error output for the log. */
    private static final class Child implements AutoCloseable {

        private final Process process;
        private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
        private final StringBuilder log = new StringBuilder();
        private final Thread reader;
        private final Thread logger;

        Child(Process process) {
            this.process = process;
            this.reader = daemon("child-reports", this::readReports);
            this.logger = daemon("child-log", this::readLog);
        }

        private Thread daemon(String name, Runnable body) {
            Thread thread = new Thread(body, name + "-" + process.pid());
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private void readReports() {
            try (InputStream in = process.getInputStream()) {
                for (Report report = Report.parseDelimitedFrom(in);
                        report != null;
                        report = Report.parseDelimitedFrom(in)) {
                    reports.add(report);
                }
            } catch (IOException e) {
                LOG.debugf("Child process %d stopped in the middle of a report: %s", process.pid(), e.getMessage());
            }
        }

        private void readLog() {
            byte[] buffer = new byte[4_096];
            try (InputStream in = process.getErrorStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                LOG.debugf("Log of child process %d ended: %s", process.pid(), e.getMessage());
            }
        }

        private synchronized void append(String text) {
            log.append(text);
            if (log.length() > MAX_LOG_BYTES) {
                log.delete(0, log.length() - MAX_LOG_BYTES);
            }
        }

        private synchronized String log() {
            return log.toString();
        }

        void send(Order order) {
            try {
                OutputStream out = process.getOutputStream();
                order.writeDelimitedTo(out);
                out.flush(); // and stays open: its end tells the child to halt
            } catch (IOException e) {
                LOG.debugf("Child process %d did not take its order: %s", process.pid(), e.getMessage());
            }
        }

        Optional<Report> next(Duration patience) throws InterruptedException {
            return Optional.ofNullable(reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        }

        boolean hasEnded() {
            return !reader.isAlive() && reports.isEmpty();
        }

        /** What its end after {@code limit} says: about the file only if the child had the machine for long enough. */
        ChildCrashedException overdue(Duration limit, String sentence) {
            boolean starved = process.info()
                    .totalCpuDuration()
                    .filter(cpu -> cpu.multipliedBy(STARVED_SHARE).compareTo(limit) < 0)
                    .isPresent();
            return starved
                    ? ChildCrashedException.starved()
                    : new ChildCrashedException(ProcessingError.STALLED, sentence);
        }

        String lastWords() throws InterruptedException {
            boolean ended = process.waitFor(2, TimeUnit.SECONDS);
            logger.join(1_000);
            return process.pid() + " ended with " + (ended ? process.exitValue() : "nothing") + ": " + log();
        }

        /** By a signal that no limit of ours and no error of its own sends. */
        boolean wasKilled() {
            return !process.isAlive() && process.exitValue() == KILLED;
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            // Its folder is deleted next, and must not get another file.
            process.onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> process)
                    .join();
        }
    }
}
