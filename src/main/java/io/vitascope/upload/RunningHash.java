package io.vitascope.upload;

import io.vitascope.kernel.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The SHA-256 of a file that grows: takes its bytes as they are written, and reads from the file what it was not given
 * because other processes wrote that.
 *
 * <p>Confined to one thread at a time; the hashing goes on beside it.
 */
final class RunningHash {

    private static final int BUFFER_BYTES = 1 << 20;
    /** Twice as much may always wait to be hashed before whoever writes waits too. */
    private static final int STRETCH_BYTES = 128 << 10;
    /** The same, as long as all files together have room. */
    private static final int LONG_STRETCH_BYTES = 2 << 20;

    private static final WaitingBytes WAITING = new WaitingBytes(32L << 20, 16);

    /** Fewer bytes are hashed sooner than handed on. */
    private static final int WORTH_HANDING_ON_BYTES = 16 << 10;

    /** Not the pool itself: of one with a single thread CompletableFuture would make a thread per step. */
    private static final Executor BESIDE = task -> ForkJoinPool.commonPool().execute(task);

    private final MessageDigest digest;
    private long hashedBytes;
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    /** The work up to where the present stretch begins. */
    private CompletableFuture<Void> former = work;

    private long stretchBytes;

    RunningHash() {
        this(Sha256.begin(), 0);
    }

    private RunningHash(MessageDigest digest, long hashedBytes) {
        this.digest = digest;
        this.hashedBytes = hashedBytes;
    }

    /** Bytes of the file that are in the hash already, or will be in a moment. */
    long hashedBytes() {
        return hashedBytes;
    }

    /** All of {@code bytes}, which lie at {@code position} of the file; ignored where bytes before them are missing. */
    void take(long position, ByteBuffer bytes) {
        if (position == hashedBytes) {
            settle();
            hashedBytes += bytes.remaining();
            digest.update(bytes.duplicate());
        }
    }

    /** As {@link #take}, and soon; nobody may change the bytes any more. */
    void keep(long position, ByteBuffer bytes) {
        if (position != hashedBytes) {
            return;
        }
        if (work.isDone() && bytes.remaining() < WORTH_HANDING_ON_BYTES) {
            take(position, bytes);
            return;
        }
        if (stretchBytes >= (WAITING.haveRoom() ? LONG_STRETCH_BYTES : STRETCH_BYTES)) {
            former.join();
            former = work;
            stretchBytes = 0;
        }
        int count = bytes.remaining();
        hashedBytes += count;
        stretchBytes += count;
        WAITING.add(count);
        ByteBuffer kept = bytes.duplicate();
        work = work.thenRunAsync(
                () -> {
                    digest.update(kept);
                    WAITING.add(-count);
                },
                BESIDE);
    }

    private void settle() {
        work.join();
    }

    /** The same state; the two go their own ways from here. */
    RunningHash copy() {
        settle();
        try {
            return new RunningHash((MessageDigest) digest.clone(), hashedBytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every JDK can be copied", e);
        }
    }

    /** The hash of the file's first {@code sizeBytes} bytes, 64 hexadecimal digits. To be called once. */
    String end(Path file, long sizeBytes) {
        settle();
        if (hashedBytes < sizeBytes) {
            read(file, sizeBytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void read(Path file, long untilBytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (hashedBytes < untilBytes) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, untilBytes - hashedBytes));
                if (channel.read(buffer, hashedBytes) < 0) {
                    throw new EOFException(file + " has fewer than " + untilBytes + " bytes");
                }
                buffer.flip();
                hashedBytes += buffer.remaining();
                digest.update(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
