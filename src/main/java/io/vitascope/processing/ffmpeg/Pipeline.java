package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one job and the queues between them. The first failure stops all; the others are its echo.
 *
 * <p>Threads: {@link #start} and {@link #queue} belong to the thread that made the pipeline, {@link #fail} to anyone.
 */
final class Pipeline implements AutoCloseable {
    private static final long WATCH_MS = 50;

    /** One thread's task. */
    @FunctionalInterface
    interface Work {
        void run() throws FfmpegException;
    }

    /** Thrown where a thread waits while the job stops for another reason. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the job has stopped", null, false, false);
        }
    }

    private final List<Thread> threads = new ArrayList<>();
    private final List<FrameQueue> queues = new ArrayList<>();
    private final Thread watch;
    private @Nullable Throwable failure;

    Pipeline(BooleanSupplier cancelled) {
        watch = new Thread(() -> watch(cancelled), "vitascope-cancel");
        watch.setDaemon(true);
        watch.start();
    }

    @SuppressWarnings("BusyWait") // the caller's flag has no other way to wake us
    private void watch(BooleanSupplier cancelled) {
        try {
            while (!cancelled.getAsBoolean()) {
                Thread.sleep(WATCH_MS);
            }
            fail(new FfmpegException(FfmpegException.Reason.CANCELLED, "The job was cancelled"));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException brokenFlag) {
            fail(brokenFlag);
        }
    }

    FrameQueue queue(int capacity) {
        FrameQueue queue = new FrameQueue(capacity);
        synchronized (this) {
            queues.add(queue);
            if (failure != null) {
                queue.stop();
            }
        }
        return queue;
    }

    void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Stopped echo) {
                        // the first failure is known already
                    } catch (Throwable first) {
                        fail(first);
                    }
                },
                "vitascope-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Remembers the first failure and stops every queue. */
    void fail(Throwable cause) {
        List<FrameQueue> toStop;
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
            toStop = List.copyOf(queues);
        }
        toStop.forEach(FrameQueue::stop);
    }

    /** Throws the first failure, if there is one: call it wherever work does not pass a queue. */
    void check() throws FfmpegException {
        Throwable first;
        synchronized (this) {
            first = failure;
        }
        if (first == null) {
            return;
        }
        if (first instanceof FfmpegException expected) {
            throw expected;
        }
        if (first instanceof RuntimeException bug) {
            throw bug;
        }
        if (first instanceof Error error) {
            throw error;
        }
        throw new FfmpegException(FfmpegException.Reason.NATIVE, "The job failed: " + first, first);
    }

    /** Waits until every thread has done its work, or throws the first failure. */
    void join() throws FfmpegException {
        joinAll();
        check();
    }

    private void joinAll() {
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException interruption) {
                    fail(new FfmpegException(FfmpegException.Reason.CANCELLED, "The job was interrupted"));
                    watch.interrupt();
                }
            }
        }
    }

    /** Stops what still runs and waits for it; afterwards no frame of the job is alive. */
    @Override
    public void close() {
        fail(new Stopped());
        watch.interrupt();
        joinAll();
        queues.forEach(FrameQueue::stop);
    }
}
