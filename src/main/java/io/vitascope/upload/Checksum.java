package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * {@code Upload-Checksum}: what the bytes of one request must come to. Confined to the thread that takes them.
 *
 * <p>{@code crc32} is that of ISO 3309, its four bytes with the highest first. Source: tus 1.0.0, extension "checksum".
 */
final class Checksum {

    /** As {@code Tus-Checksum-Algorithm} lists them. */
    static final String ALGORITHMS = "sha256,sha1,md5,crc32";

    private static final Map<String, List<String>> SPELLINGS = Map.of(
            "SHA-256", List.of("sha256", "sha-256"),
            "SHA-1", List.of("sha1", "sha-1"),
            "MD5", List.of("md5"));

    private final String name;
    private final byte[] expected;
    private final @Nullable MessageDigest digest;
    private final CRC32 crc32 = new CRC32();

    private Checksum(String name, byte[] expected, @Nullable MessageDigest digest) {
        this.name = name;
        this.expected = expected;
        this.digest = digest;
    }

    /** @throws ProblemException for an algorithm that is not known here, or a value that is not Base64 */
    static Checksum parse(String header) {
        String[] words = header.strip().split(" +", -1);
        if (words.length != 2) {
            throw bad("it holds the name of an algorithm and a value in Base64");
        }
        String name = words[0].toLowerCase(Locale.ROOT);
        try {
            return new Checksum(name, Base64.getDecoder().decode(words[1]), digest(name));
        } catch (IllegalArgumentException e) {
            throw bad("its value is not Base64");
        }
    }

    void update(ByteBuffer bytes) {
        if (digest == null) {
            crc32.update(bytes.duplicate());
        } else {
            digest.update(bytes.duplicate());
        }
    }

    /** To be called once. @throws ProblemException when the bytes are others than their sender meant */
    void verify() {
        byte[] actual = digest == null
                ? ByteBuffer.allocate(4).putInt((int) crc32.getValue()).array()
                : digest.digest();
        if (!Arrays.equals(expected, actual)) {
            throw new ProblemException(
                    UploadError.CHECKSUM_MISMATCH,
                    "The " + name
                            + " of these bytes is not the one that came with them; they were dropped. Send them again.",
                    Map.of("expected", encoded(expected), "actual", encoded(actual)));
        }
    }

    private static String encoded(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static @Nullable MessageDigest digest(String name) {
        if (name.equals("crc32")) {
            return null;
        }
        for (Map.Entry<String, List<String>> algorithm : SPELLINGS.entrySet()) {
            if (algorithm.getValue().contains(name)) {
                try {
                    return MessageDigest.getInstance(algorithm.getKey());
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw bad("the algorithm \"" + name + "\" is not known; these are: " + ALGORITHMS);
    }

    private static ProblemException bad(String reason) {
        return new ProblemException(UploadError.BAD_HEADER, "Upload-Checksum can't be used: " + reason + ".");
    }
}
