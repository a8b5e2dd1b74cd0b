package io.vitascope.delivery;

import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stream over one gRPC call, as fast as the caller reads and no faster.
 *
 * <p>A message is read and sent only while the transport has room ({@code isReady}); then the thread is given back
 * until there is room again. So a slow reader costs one message in memory and no thread. Quarkus's Mutiny stubs ask a
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
    private final byte[] chunk;
    private final AtomicInteger wakeUps = new AtomicInteger();

    @Nullable
    private Source<M> source;

    private boolean first = true;
    private boolean over;

    private ChunkedCall(ServerCallStreamObserver<M> call, Executor workers, int chunkBytes, Opening<M> opening) {
        this.call = call;
        this.workers = workers;
        this.opening = opening;
        this.chunk = new byte[chunkBytes];
    }

    /** Must be called before the door's method returns: gRPC takes callbacks only until then. */
    static <M> void answer(ServerCallStreamObserver<M> call, Executor workers, int chunkBytes, Opening<M> opening) {
        ChunkedCall<M> running = new ChunkedCall<>(call, workers, chunkBytes, opening);
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
            Source<M> opened = source == null ? opening.open() : source;
            source = opened;
            while (call.isReady() && !call.isCancelled()) {
                int length = opened.bytes().readNBytes(chunk, 0, chunk.length);
                if (length == 0 && !first) {
                    end();
                    call.onCompleted();
                    return;
                }
                call.onNext(opened.message(chunk, length, first));
                first = false;
            }
        } catch (IOException | RuntimeException failure) {
            fail(failure);
        }
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
        if (source != null) {
            source.bytes().close();
        }
    }
}
