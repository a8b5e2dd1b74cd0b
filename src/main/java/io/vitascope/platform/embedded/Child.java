package io.vitascope.platform.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process that lives as long as the pipe to it stays open.
 *
 * <p>The agreement with every child: the end of its input means "the application has gone, end cleanly"; a line of
 * input means "leave, there is nothing left to end"; its output stays open while it is whole. So a child of two
 * processes (Redis and its watchdog) counts as ended when either of them is gone.
 *
 * <p>Threads: owned by one; {@link #isAlive} from any.
 */
final class Child {

    private static final long STOP_SECONDS = 15;
    private static final long PART_GONE_MS = 200;
    private static final int SIGNALS = 128;

    private final Process process;
    private final CompletableFuture<Optional<String>> firstLine = new CompletableFuture<>();
    private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();

    private Child(Process process) {
        this.process = process;
    }

    static Child start(String name, ProcessBuilder builder) throws IOException {
        Child child = new Child(builder.start());
        Thread reader = new Thread(child::read, "embedded-" + name + "-output");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive() && !outputEnded.isDone();
    }

    /** The first line of output, or nothing when there was none in time or at all. */
    Optional<String> firstLine(long timeoutSeconds) throws InterruptedException {
        try {
            return firstLine.get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Waits until the child, or a part of it, is gone; ends the rest; returns how it ended. */
    String awaitEnd() throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.onExit(), outputEnded).get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (!process.waitFor(PART_GONE_MS, TimeUnit.MILLISECONDS)) {
            process.destroy();
            stop();
            return "its watchdog was gone";
        }
        sayNothingIsLeft();
        int exitCode = process.exitValue();
        return exitCode > SIGNALS ? "killed by signal " + (exitCode - SIGNALS) : "exit code " + exitCode;
    }

    /** Ends the child cleanly, or after a while uncleanly. Returns when it is gone. Not to be interrupted. */
    void stop() {
        closeInput();
        if (!gone()) {
            process.destroyForcibly();
            gone();
        }
    }

    private boolean gone() {
        boolean interrupted = false;
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            while (true) {
                try {
                    return process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void sayNothingIsLeft() {
        try (OutputStream input = process.getOutputStream()) {
            input.write('\n');
        } catch (IOException nobodyReads) {
            // the whole child is gone, which is what we say
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // the child is gone
        }
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            firstLine.complete(Optional.ofNullable(output.readLine()));
            while (output.readLine() != null) {
                // only the first line says something; the rest is read so that the child never blocks
            }
        } catch (IOException broken) {
            // as good as the end
        }
        firstLine.complete(Optional.empty());
        outputEnded.complete(null);
    }
}
