package io.vitascope.delivery;

import io.vitascope.kernel.ProblemException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in a video a picture is wanted: seconds ({@code 12.5}), a clock ({@code 1:02:03.5}, {@code 2:03}) or a share
 * ({@code 10%}). Pure.
 */
final class ThumbnailTime {

    private static final Pattern SHARE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");
    private static final Pattern CLOCK =
            Pattern.compile("(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,7}(?:\\.[0-9]{0,9})?)");

    private ThumbnailTime() {}

    /** Milliseconds; a time after the end means the end. {@code durationMs} is 0 when unknown. */
    static long parseMs(String text, long durationMs) {
        Matcher share = SHARE.matcher(text);
        if (share.matches()) {
            long percentMs = new BigDecimal(share.group(1))
                    .multiply(BigDecimal.valueOf(durationMs))
                    .movePointLeft(2)
                    .longValue();
            return inside(percentMs, durationMs);
        }
        Matcher clock = CLOCK.matcher(text);
        if (!clock.matches()) {
            throw new ProblemException(
                    DeliveryError.BAD_TIME,
                    "The time \"" + text + "\" is not understood. Write seconds (12.5), a clock (1:02:03.5) or a share"
                            + " of the length (10%).");
        }
        long minutes = number(clock.group(1)) * 60 + number(clock.group(2));
        long milliseconds = new BigDecimal(clock.group(3)).movePointRight(3).longValue() + minutes * 60_000;
        return inside(milliseconds, durationMs);
    }

    private static long inside(long milliseconds, long durationMs) {
        return durationMs > 0 ? Math.min(milliseconds, durationMs) : milliseconds;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
