package io.vitascope.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Bytes on their way to a client, as fast as he takes them: while he does not, they keep no thread, and they are not
 * kept for ever.
 *
 * <p>Threads: reads on {@code workers}, one at a time.
 */
final class PacedStream {

    private static final int SLICE_BYTES = 128 << 10;

    private final InputStream bytes;
    private final Executor workers;
    private final Duration patience;

    /** @param patience a client who takes none of {@value #SLICE_BYTES} bytes for so long is given up */
    PacedStream(InputStream bytes, Executor workers, Duration patience) {
        this.bytes = bytes;
        this.workers = workers;
        this.patience = patience;
    }

    /**
     * @param write is done when the client, or what is between, has taken the bytes
     * @return done when all are taken, failed when reading or writing did, or with a
     *     {@link java.util.concurrent.TimeoutException}
     */
    CompletableFuture<Void> sendTo(Function<byte[], CompletionStage<Void>> write) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        workers.execute(() -> send(write, over));
        return over;
    }

    private void send(Function<byte[], CompletionStage<Void>> write, CompletableFuture<Void> over) {
        try {
            for (byte[] slice = next(); slice.length > 0; slice = next()) {
                CompletableFuture<Void> taken = write.apply(slice).toCompletableFuture();
                if (!taken.isDone()) {
                    taken.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, failure) -> {
                        if (failure == null) {
                            workers.execute(() -> send(write, over));
                        } else {
                            over.completeExceptionally(failure);
                        }
                    });
                    return;
                }
                taken.join();
            }
            over.complete(null);
        } catch (IOException | RuntimeException e) {
            over.completeExceptionally(e);
        }
    }

    private byte[] next() throws IOException {
        return bytes.readNBytes(SLICE_BYTES);
    }
}
