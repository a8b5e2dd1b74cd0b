package io.vitascope.kernel;

/**
 * A value from outside that cannot be what it should be. Its message is a sentence for whoever sent it: every door may
 * show it, which is not true of other {@link IllegalArgumentException}s.
 */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidValueException(String sentence) {
        super(sentence);
    }
}
