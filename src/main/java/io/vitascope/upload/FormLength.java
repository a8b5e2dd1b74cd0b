package io.vitascope.upload;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a form is, to tell whether it may be one that was sent before, ahead of reading it.
 *
 * <p>Many clients take a new boundary for each request, of another length each time. Every part and the end of a form
 * carry one, so two lengths of the same form differ by a small multiple of the difference of their boundaries.
 *
 * @param bytes of the whole body, -1 if the client does not tell
 * @param boundary characters
 */
record FormLength(long bytes, int boundary) {

    private static final Pattern TEXT = Pattern.compile("form:(-?\\d{1,18}):(\\d{1,4})");
    /** One part and the end, up to all the fields that a form can have. */
    private static final int FEWEST = 2;

    private static final int MOST = 8;

    static Optional<FormLength> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new FormLength(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    boolean mayBeOf(FormLength other) {
        long boundaries = boundary - other.boundary;
        long difference = bytes - other.bytes;
        if (boundaries == 0 || bytes < 0 || other.bytes < 0) {
            return difference == 0;
        }
        long times = difference / boundaries;
        return difference % boundaries == 0 && times >= FEWEST && times <= MOST;
    }

    @Override
    public String toString() {
        return "form:" + bytes + ":" + boundary;
    }
}
