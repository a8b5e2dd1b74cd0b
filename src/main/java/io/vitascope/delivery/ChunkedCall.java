package io.vitascope.delivery;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream over one gRPC call, as fast as the caller reads and no faster.
 *
 * <p>A message is read and sent only while the transport has room ({@code isReady}); then the thread is given back
 * until there is room again. So a slow reader costs one message in memory and no thread, and one that takes nothing for
 * longer than the patience is given up: what is open for it is closed. Quarkus's Mutiny stubs ask a
 * stream for everything at once, whatever the caller's pace, which is why this speaks to gRPC itself.
 *
 * <p>Threads: pumps on {@code workers}, never twice at once; gRPC's callbacks only wake it.
 */
final class ChunkedCall<M> {

    /** How a door opens what it sends: once, on a worker thread. Any exception fails the call. */
    interface Opening<M> {
        Source<M> open() throws IOException;
    }

    /** The messages of one call. */
    interface Source<M> {
        InputStream bytes();

        M message(byte[] chunk, int length, boolean first);
    }

    private final ServerCallStreamObserver<M> call;
    private final Executor workers;
    private final Opening<M> opening;
    private final int chunkBytes;
    private final Duration patience;
    private final AtomicInteger wakeUps = new AtomicInteger();
    /** Ends when something is sent, or the patience does. */
    private CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

    private volatile boolean impatient;

    @Nullable
    private Source<M> source;

    private boolean first = true;
    private boolean over;

    private ChunkedCall(
            ServerCallStreamObserver<M> call, Executor workers, int chunkBytes, Duration patience, Opening<M> opening) {
        this.call = call;
        this.workers = workers;
        this.opening = opening;
        this.chunkBytes = chunkBytes;
        this.patience = patience;
    }

    /** Must be called before the door's method returns: gRPC takes callbacks only until then. */
    static <M> void answer(
            ServerCallStreamObserver<M> call, Executor workers, int chunkBytes, Duration patience, Opening<M> opening) {
        ChunkedCall<M> running = new ChunkedCall<>(call, workers, chunkBytes, patience, opening);
        call.setOnReadyHandler(running::wake);
        call.setOnCancelHandler(running::wake);
        running.wake();
    }

    private void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            workers.execute(this::run);
        }
    }

    private void run() {
        int seen = wakeUps.get();
        do {
            pump();
            seen = wakeUps.addAndGet(-seen);
        } while (seen != 0);
    }

    private void pump() {
        if (over) {
            return;
        }
        try {
            if (call.isCancelled()) {
                end();
                return;
            }
            if (impatient && !call.isReady()) {
                throw Status.DEADLINE_EXCEEDED
                        .withDescription("Nothing was read for " + patience.toSeconds() + " s. Begin anew from there.")
                        .asRuntimeException();
            }
            Source<M> opened = source == null ? opening.open() : source;
            source = opened;
            boolean sent = false;
            byte[] chunk = new byte[0];
            while (call.isReady() && !call.isCancelled()) {
                sent = true;
                chunk = chunk.length == 0 ? new byte[chunkBytes] : chunk;
                int length = opened.bytes().readNBytes(chunk, 0, chunk.length);
                if (length == 0 && !first) {
                    end();
                    call.onCompleted();
                    return;
                }
                call.onNext(opened.message(chunk, length, first));
                first = false;
            }
            if (sent || waiting.isDone()) {
                await();
            }
        } catch (IOException | RuntimeException failure) {
            fail(failure);
        }
    }

    private void await() {
        waiting.complete(null);
        impatient = false;
        waiting = new CompletableFuture<>();
        waiting.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete((sent, timeout) -> {
            if (timeout != null) {
                impatient = true;
                wake();
            }
        });
    }

    private void fail(Exception failure) {
        try {
            end();
        } catch (IOException closing) {
            failure.addSuppressed(closing);
        }
        if (!call.isCancelled()) {
            call.onError(failure);
        }
    }

    private void end() throws IOException {
        over = true;
        waiting.complete(null);
        if (source != null) {
            source.bytes().close();
        }
    }
}
