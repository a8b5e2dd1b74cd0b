package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The right to change the files of one upload, until it is closed or its lease runs out unnoticed.
 *
 * <p>Threads: held by one; {@link #ask} and {@link #renewedAt} come from others.
 */
final class Writer implements AutoCloseable {

    private final VideoId id;
    private final String token = UUID.randomUUID().toString();
    private final long leaseNanos;
    private final Consumer<Writer> owner;
    private volatile long validUntilNanos;
    private volatile boolean asked;
    /** Guarded by this. */
    private Runnable hangUp;

    /** {@code hangUp} ends a wait for more bytes at once; it may be called at any time, by any thread. */
    Writer(VideoId id, Runnable hangUp, long leaseNanos, Consumer<Writer> owner) {
        this.id = id;
        this.hangUp = hangUp;
        this.leaseNanos = leaseNanos;
        this.owner = owner;
    }

    VideoId id() {
        return id;
    }

    String token() {
        return token;
    }

    /** The lease counts from before it was asked for, so that it ends here no later than in Redis. */
    void renewedAt(long askedNanos) {
        validUntilNanos = askedNanos + leaseNanos;
    }

    boolean isDueAt(long nowNanos) {
        return validUntilNanos - nowNanos < leaseNanos * 2 / 3;
    }

    /** Somebody else wants to go on with the upload. */
    synchronized void ask() {
        if (!asked) {
            asked = true;
            hangUp.run();
        }
    }

    /** The request waits for no more bytes, and its client waits for the answer: whoever asks from now on waits too. */
    synchronized void hasAll() {
        hangUp = () -> {};
    }

    /** @throws ProblemException when somebody else waits for the upload, or may have it already */
    void require() {
        requireLease();
        if (asked) {
            throw takenOver();
        }
    }

    /** @throws ProblemException when the files may be somebody else's already */
    void requireLease() {
        if (System.nanoTime() - validUntilNanos > 0) {
            throw takenOver();
        }
    }

    private ProblemException takenOver() {
        return new ProblemException(
                UploadError.LOCKED, "Another request has taken over upload " + id + "; ask for its offset.");
    }

    @Override
    public void close() {
        hasAll();
        owner.accept(this);
    }
}
