package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * For how long a deletion can be undone, as clients say it: {@code 30s}, {@code 10m}, {@code 12h}, {@code 30d}, {@code
 * PT30S}.
 */
final class Undo {

    private static final Pattern DAYS = Pattern.compile("\\d{1,9}[dD]");
    private static final Pattern LESS_THAN_DAYS = Pattern.compile("\\d{1,9}[sSmMhH]");

    private Undo() {}

    /** Empty text: it can't be. Errors: {@link CatalogError#BAD_UNDO}. */
    static Optional<Duration> parse(String text, Duration most) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Duration asked = duration(text);
        if (asked.isNegative() || asked.compareTo(Duration.ofSeconds(1)) < 0 || asked.compareTo(most) > 0) {
            throw refused(text, most);
        }
        return Optional.of(asked);
    }

    private static Duration duration(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        try {
            if (DAYS.matcher(upper).matches()) {
                return Duration.parse("P" + upper);
            }
            return Duration.parse(LESS_THAN_DAYS.matcher(upper).matches() ? "PT" + upper : upper);
        } catch (DateTimeParseException | ArithmeticException notOne) {
            return Duration.ZERO;
        }
    }

    private static ProblemException refused(String text, Duration most) {
        return new ProblemException(
                CatalogError.BAD_UNDO,
                "undo is a time such as 30s, 10m or 7d, from 1 s to " + most.toDays() + " days, not \"" + text + "\".",
                Map.of("limit_seconds", most.toSeconds()));
    }
}
