package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One file on its way in: written as it arrives, hashed on the way, held to the limits.
 *
 * <p>Threads: one at a time. Closing it before {@link Uploads#finish} has succeeded removes everything of the upload.
 */
final class Incoming implements AutoCloseable {

    /** The disk is asked for its free space this often; asking costs microseconds. */
    private static final long SPACE_CHECK_BYTES = 4 << 20;
    /** Forced to disk this often, so that the last force has little left to do however long the file is. */
    private static final long FORCE_BYTES = 256 << 20;

    /** What the room does for an upload whose bytes arrive. */
    interface Owner {
        /** Bytes of {@code incoming} were written just now. */
        void arrived(Incoming incoming, int countBytes);

        /** {@code incoming} takes no more bytes; unless it was finished, nothing may remain of it. */
        void closed(Incoming incoming);
    }

    private final VideoId id;
    private final Path file;
    private final long maxBytes;
    private final DiskSpace space;
    private final Owner owner;
    private final FileChannel channel;
    private final MessageDigest digest = sha256Digest();
    private long sizeBytes;
    private long checkedBytes;
    private long forcedBytes;
    private boolean closed;

    Incoming(VideoId id, Path file, long maxBytes, DiskSpace space, Owner owner) throws IOException {
        this.id = id;
        this.file = file;
        this.maxBytes = maxBytes;
        this.space = space;
        this.owner = owner;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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
        int count = bytes.remaining();
        if (sizeBytes + count > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (sizeBytes + count - checkedBytes >= SPACE_CHECK_BYTES) {
            space.require(count);
            checkedBytes = sizeBytes;
        }
        digest.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            sizeBytes += count;
            if (sizeBytes - forcedBytes >= FORCE_BYTES) {
                channel.force(false);
                forcedBytes = sizeBytes;
            }
        } catch (IOException e) {
            space.require(count);
            throw new UncheckedIOException(e);
        }
        owner.arrived(this, count);
    }

    /** That was the last byte: the hash of all of them, 64 hexadecimal digits. To be called once. */
    String end() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
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

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
