package io.vitascope.kernel;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The one id that travels the whole line: upload, job, video and playback share it.
 *
 * <p>Shape: UUID version 7, so ids sort by creation time to the millisecond. Threads: immutable. Errors:
 * {@link IllegalArgumentException} for text that is not a canonical UUID. Source: RFC 9562, section 5.7.
 */
public record VideoId(UUID value) implements Comparable<VideoId> {

    public static VideoId create(long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (epochMillis << 16) | 0x7000L | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new VideoId(new UUID(high, low));
    }

    /** Only the canonical 36 characters are accepted: an id is also a folder name, so two spellings must not meet. */
    public static VideoId parse(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException("not a canonical UUID: " + text);
        }
        return new VideoId(uuid);
    }

    @Override
    public int compareTo(VideoId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
