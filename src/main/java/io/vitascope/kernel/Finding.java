package io.vitascope.kernel;

/**
 * What an {@link Examination} saw of one thing.
 *
 * @param subject the thing, in a word or two
 * @param seen a sentence with the facts
 * @param advice what to do about it, a sentence; empty when all is well
 */
public record Finding(Level level, String subject, String seen, String advice) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** Works, but not as well or not as safely as it could. */
        WARNING,
        /** Does not work, or loses data one day. */
        ERROR
    }

    public static Finding ok(String subject, String seen) {
        return new Finding(Level.OK, subject, seen, "");
    }

    public static Finding warning(String subject, String seen, String advice) {
        return new Finding(Level.WARNING, subject, seen, advice);
    }

    public static Finding error(String subject, String seen, String advice) {
        return new Finding(Level.ERROR, subject, seen, advice);
    }
}
