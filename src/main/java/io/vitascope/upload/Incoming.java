package io.vitascope.upload;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * One file on its way in: written as it arrives, hashed on the way, held to the limits.
 *
 * <p>Threads: one at a time, but for {@link #force}. What closing it means is its owner's matter.
 */
final class Incoming implements AutoCloseable {

    /** The disk is asked for its free space this often; asking costs microseconds. */
    private static final long SPACE_CHECK_BYTES = 4 << 20;
    /** Forced this often, so that the last force has little left to do however fast the network is. */
    private static final long FORCE_BYTES = 64 << 20;

    /** Threads that wait for the disk. */
    static final Executor DISK = Executors.newCachedThreadPool(new DefaultThreadFactory("upload-disk", true));

    /** What the room does for an upload whose bytes arrive. */
    interface Owner {
        /** Bytes of {@code incoming} were written just now. */
        void arrived(Incoming incoming, int countBytes);

        /** {@code incoming} takes no more bytes. */
        void closed(Incoming incoming);
    }

    private final VideoId id;
    private final Path file;
    private final long maxBytes;
    private final DiskSpace space;
    private final Owner owner;
    private final FileChannel channel;
    private final RunningHash hash;
    private volatile long sizeBytes;
    private long checkedBytes;
    private long forcedBytes;
    private CompletableFuture<Void> forcing = CompletableFuture.completedFuture(null);
    private boolean closed;

    /** A file that must not exist yet. */
    Incoming(VideoId id, Path file, long maxBytes, DiskSpace space, Owner owner) throws IOException {
        this(
                id,
                file,
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                new RunningHash(),
                maxBytes,
                space,
                owner);
    }

    private Incoming(
            VideoId id, Path file, FileChannel channel, RunningHash hash, long maxBytes, DiskSpace space, Owner owner)
            throws IOException {
        this.id = id;
        this.file = file;
        this.channel = channel;
        this.hash = hash;
        this.maxBytes = maxBytes;
        this.space = space;
        this.owner = owner;
        this.sizeBytes = channel.position();
        this.checkedBytes = sizeBytes;
        this.forcedBytes = sizeBytes;
    }

    /** Goes on at {@code offsetBytes} of a file; what an earlier writer has left behind that is cut off. */
    static Incoming from(
            long offsetBytes, VideoId id, Path file, RunningHash hash, long maxBytes, DiskSpace space, Owner owner)
            throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(offsetBytes).position(offsetBytes);
            return new Incoming(id, file, channel, hash, maxBytes, space, owner);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    VideoId id() {
        return id;
    }

    Path file() {
        return file;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Appends all of {@code bytes}. Blocks while the disk is busy, which is what holds a fast client back.
     *
     * @throws ProblemException when the file is too large, the disk too full, or the upload was given up meanwhile
     */
    void write(ByteBuffer bytes) {
        append(bytes);
        hash.take(sizeBytes - bytes.remaining(), bytes);
        owner.arrived(this, bytes.remaining());
    }

    /** As {@link #write}, for bytes that nobody changes any more: they are hashed while the next ones come. */
    void keep(ByteBuffer bytes) {
        append(bytes);
        hash.keep(sizeBytes - bytes.remaining(), bytes);
        owner.arrived(this, bytes.remaining());
    }

    private void append(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (sizeBytes + count > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (sizeBytes + count - checkedBytes >= SPACE_CHECK_BYTES) {
            space.require(count);
            checkedBytes = sizeBytes;
        }
        try {
            ByteBuffer left = bytes.duplicate();
            while (left.hasRemaining()) {
                channel.write(left);
            }
            sizeBytes += count;
        } catch (IOException e) {
            space.require(count);
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that was written is on the disk afterwards, whatever happens to this machine. On any thread. */
    void force() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isForcing() {
        return !forcing.isDone();
    }

    /** Much was written since the disk was asked last, and it has done that. */
    boolean isForceDue() {
        return sizeBytes - forcedBytes >= FORCE_BYTES && !isForcing();
    }

    /**
     * Forces what was written so far, beside whatever comes, and then does {@code then} with the number of those bytes.
     * One at a time. Throws what the one before has thrown.
     */
    void forceBeside(LongConsumer then) {
        settle();
        long written = sizeBytes;
        forcedBytes = written;
        forcing = CompletableFuture.runAsync(
                () -> {
                    force();
                    then.accept(written);
                },
                DISK);
    }

    /** Keeps the disk busy with what has come, so that the end has little left to wait for. */
    void forceIfDue() {
        if (isForceDue()) {
            forceBeside(forced -> {});
        }
    }

    /** Waits for what {@link #forceBeside} has begun, and throws what it throws. */
    void settle() {
        try {
            forcing.join();
        } catch (CompletionException e) {
            forcing = CompletableFuture.completedFuture(null);
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw e;
        }
    }

    /** That was the last byte: the hash of all of them, 64 hexadecimal digits. To be called once. */
    String end() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hash.end(file, sizeBytes);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        forcing.handle((done, failed) -> done).join(); // nothing of it happens after this
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            owner.closed(this);
        }
    }

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                UploadError.TOO_LARGE,
                "A file can have at most " + maxBytes + " bytes. Ask the operator to raise vitascope.upload.max-size.",
                Map.of("limit_bytes", maxBytes));
    }
}
