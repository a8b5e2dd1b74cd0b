package io.vitascope.kernel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A date as HTTP writes it. Source: RFC 9110, section 5.6.7. */
public final class HttpDate {

    /** Always two digits for the day and always GMT, which {@link DateTimeFormatter#RFC_1123_DATE_TIME} is not. */
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    public static String of(Instant time) {
        return WRITTEN.format(time);
    }

    /** Empty when it cannot be read: a condition with such a date is as good as absent (section 13.1.3). */
    public static Optional<Instant> parse(String header) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.strip(), Instant::from));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
