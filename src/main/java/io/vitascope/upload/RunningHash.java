package io.vitascope.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a file that grows: takes its bytes as they are written, and reads from the file what it was not given
 * because other processes wrote that. Confined to one thread at a time.
 */
final class RunningHash {

    private static final int BUFFER_BYTES = 1 << 20;

    private final MessageDigest digest;
    private long hashedBytes;

    RunningHash() {
        this(sha256(), 0);
    }

    private RunningHash(MessageDigest digest, long hashedBytes) {
        this.digest = digest;
        this.hashedBytes = hashedBytes;
    }

    /** Bytes of the file that are in the hash already. */
    long hashedBytes() {
        return hashedBytes;
    }

    /** All of {@code bytes}, which lie at {@code position} of the file; ignored where bytes before them are missing. */
    void take(long position, ByteBuffer bytes) {
        if (position == hashedBytes) {
            hashedBytes += bytes.remaining();
            digest.update(bytes.duplicate());
        }
    }

    /** The same state; the two go their own ways from here. */
    RunningHash copy() {
        try {
            return new RunningHash((MessageDigest) digest.clone(), hashedBytes);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of every JDK can be copied", e);
        }
    }

    /** The hash of the file's first {@code sizeBytes} bytes, 64 hexadecimal digits. To be called once. */
    String end(Path file, long sizeBytes) {
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
