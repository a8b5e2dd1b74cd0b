package io.vitascope.platform.embedded;

import io.vitascope.kernel.Pauses;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps one child running: a dead one is started again on the same port with the same data, at once the first time,
 * then after 1, 2, 4 ... 30 seconds while it keeps dying young.
 *
 * <p>Threads: a daemon thread of its own owns the child; {@link #awaitFirstStart} and {@link #close} from any.
 */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Supervisor.class.getName());
    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Pauses PAUSES = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final ChildService service;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final Thread thread;

    Supervisor(ChildService service) {
        this.service = service;
        this.thread = new Thread(this::run, "embedded-" + service.name());
        thread.setDaemon(true);
        // Inherited from whoever called, it would keep a dev-mode class loader alive for ever.
        thread.setContextClassLoader(Supervisor.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Returns when the child serves for the first time. */
    void awaitFirstStart() throws EmbeddedStartException, InterruptedException {
        try {
            firstStart.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EmbeddedStartException sentence) {
                throw sentence;
            }
            throw new IllegalStateException("Embedded " + service.name() + " failed", failed.getCause());
        }
    }

    int port() {
        return service.port();
    }

    /** Ends the child cleanly and returns when it is gone. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            service.endFormer();
            Child child = begin();
            firstStart.complete(null);
            keepAlive(child);
        } catch (InterruptedException closing) {
            firstStart.completeExceptionally(
                    new EmbeddedStartException("Embedded " + service.name() + " was stopped while it started."));
        } catch (EmbeddedStartException | RuntimeException failed) {
            if (!firstStart.completeExceptionally(failed)) {
                LOG.log(Level.SEVERE, "Embedded " + service.name() + " is no longer looked after", failed);
            }
        }
    }

    private void keepAlive(Child first) throws InterruptedException {
        Child child = first;
        int youngDeaths = 0;
        while (true) {
            long bornNanos = System.nanoTime();
            String reason = awaitEnd(child);
            boolean young = System.nanoTime() - bornNanos < YOUNG.toNanos();
            youngDeaths = young ? youngDeaths + 1 : 0;
            child = beginAgain(reason, youngDeaths);
        }
    }

    private static String awaitEnd(Child child) throws InterruptedException {
        try {
            return child.awaitEnd();
        } catch (InterruptedException closing) {
            child.stop();
            throw closing;
        }
    }

    private Child beginAgain(String firstReason, int youngDeaths) throws InterruptedException {
        String reason = firstReason;
        int failures = youngDeaths;
        while (true) {
            Duration pause = pause(failures);
            if (!pause.isZero()) {
                LOG.warning("Embedded " + service.name() + " keeps ending (" + reason + "); next start in "
                        + pause.toSeconds() + " s, see " + service.log());
                Thread.sleep(pause.toMillis());
            }
            long startNanos = System.nanoTime();
            try {
                service.endFormer();
                Child child = begin();
                LOG.warning("Embedded " + service.name() + " ended (" + reason + ") and is back on port "
                        + service.port() + " after "
                        + Duration.ofNanos(System.nanoTime() - startNanos).toMillis() + " ms");
                return child;
            } catch (EmbeddedStartException again) {
                LOG.log(Level.FINE, "start failed", again);
                reason = again.getMessage();
                failures++;
            }
        }
    }

    /** Nothing for the first young death, then doubling. */
    static Duration pause(int failures) {
        return failures < 2 ? Duration.ZERO : PAUSES.after(failures - 1);
    }

    private Child begin() throws EmbeddedStartException, InterruptedException {
        Child child;
        try {
            child = service.launch();
        } catch (IOException failed) {
            throw new EmbeddedStartException(
                    "Embedded " + service.name() + " cannot be started: " + failed.getMessage() + ".", failed);
        }
        boolean ready = false;
        try {
            service.awaitReady(child);
            ready = true;
            return child;
        } finally {
            if (!ready) {
                child.stop();
            }
        }
    }
}
