package io.vitascope.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A real film that is as long as one likes: behind it comes a box that players skip, full of a pattern that never has
 * to lie anywhere. {@code seed} makes it another film. Threads: safe.
 */
record Film(byte[] head, long sizeBytes, byte[] pattern) {

    private static final int PATTERN_BYTES = 1 << 20;
    private static final int BOX_BYTES = 16;

    static Film of(long sizeBytes, long seed) throws IOException {
        byte[] clip = Files.readAllBytes(Clip.file());
        byte[] head = ByteBuffer.allocate(clip.length + BOX_BYTES)
                .put(clip)
                .putInt(1) // the length follows in 64 bits
                .put("free".getBytes(StandardCharsets.US_ASCII))
                .putLong(sizeBytes - clip.length)
                .array();
        byte[] pattern = new byte[PATTERN_BYTES];
        new SplittableRandom(seed).nextBytes(pattern);
        return new Film(head, sizeBytes, pattern);
    }

    /** From {@code position} on, as much as fits; how much that was. */
    int read(long position, byte[] buffer) {
        int count = 0;
        while (count < buffer.length && position + count < sizeBytes) {
            long at = position + count;
            byte[] from = at < head.length ? head : pattern;
            int offset = at < head.length ? (int) at : (int) ((at - head.length) % PATTERN_BYTES);
            int length = (int) Math.min(Math.min(from.length - offset, buffer.length - count), sizeBytes - at);
            System.arraycopy(from, offset, buffer, count, length);
            count += length;
        }
        return count;
    }

    String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[PATTERN_BYTES];
            for (long position = 0; position < sizeBytes; ) {
                int count = read(position, buffer);
                digest.update(buffer, 0, count);
                position += count;
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
