package io.vitascope.kernel;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one id that travels the whole line: upload, job, video and playback share it.
 *
 * <p>Shape: UUID version 7, so ids sort by creation time to the millisecond. Threads: immutable. Errors:
 * {@link InvalidValueException} for text that is not a canonical UUID. Source: RFC 9562, section 5.7.
 */
public record VideoId(UUID value) implements Comparable<VideoId> {

    /** One that no video has, for messages and descriptions. */
    public static final String EXAMPLE = "01890a5d-ac96-774b-bcce-b302099a8057";

    private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Of text that is no id, this many characters are repeated to the caller. */
    private static final int LONGEST_ECHO = 64;

    public static VideoId create(long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (epochMillis << 16) | 0x7000L | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new VideoId(new UUID(high, low));
    }

    /** Only the canonical 36 characters are accepted: an id is also a folder name, so two spellings must not meet. */
    public static VideoId parse(String text) {
        if (!CANONICAL.matcher(text).matches()) {
            throw new InvalidValueException("This is not the id of a video: \"" + shortened(text)
                    + "\". An id has 36 characters, such as " + EXAMPLE + ".");
        }
        return new VideoId(UUID.fromString(text));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "...";
    }

    /** Written out: a native executable interprets a record's own, and every request compares ids (docs/adr/0027). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VideoId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
