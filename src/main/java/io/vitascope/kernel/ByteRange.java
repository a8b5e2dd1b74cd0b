package io.vitascope.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A half-open range of bytes, {@code [start, end)}, inside something of known length.
 *
 * <p>Source: RFC 9110, section 14. Several ranges in one request are legal to ignore (section 14.2), and are: players
 * never ask for them, and multipart answers would lose zero-copy.
 */
public record ByteRange(long start, long end) {

    private static final Pattern SINGLE = Pattern.compile("(?i:bytes)=([0-9]*)-([0-9]*)");

    /** Of which every number is a long. */
    private static final int MOST_DIGITS = 18;

    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: [" + start + ", " + end + ")");
        }
    }

    public static ByteRange all(long length) {
        return new ByteRange(0, length);
    }

    public long length() {
        return end - start;
    }

    /**
     * What a {@code Range} header asks of a representation of {@code length} bytes.
     *
     * @return empty when the header has to be ignored (another unit, several ranges, bad syntax)
     * @throws UnsatisfiableException when the range is well formed and lies outside the representation (HTTP 416)
     */
    public static Optional<ByteRange> parse(String header, long length) throws UnsatisfiableException {
        Matcher matcher = SINGLE.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        if (first.isEmpty()) {
            long suffix = bytes(last);
            if (suffix == 0 || length == 0) {
                throw new UnsatisfiableException(length);
            }
            return Optional.of(new ByteRange(Math.max(0, length - suffix), length));
        }
        long start = bytes(first);
        if (!last.isEmpty() && bytes(last) < start) {
            return Optional.empty();
        }
        if (start >= length) {
            throw new UnsatisfiableException(length);
        }
        long end = last.isEmpty() ? length : Math.min(length - 1, bytes(last)) + 1;
        return Optional.of(new ByteRange(start, end));
    }

    /** Any number of digits is well formed; beyond what a file can have, one number is as good as another. */
    private static long bytes(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** The range lies outside the {@link #length} bytes that there are. */
    public static final class UnsatisfiableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final long length;

        UnsatisfiableException(long length) {
            super("range outside the " + length + " bytes of this representation");
            this.length = length;
        }

        public long length() {
            return length;
        }
    }
}
