package io.vitascope.captions;

/** A file that is no captions: in which line, from 1, and why, as a sentence for whoever sent it. */
public final class CaptionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    CaptionException(int line, String why) {
        super("Line " + line + ": " + why);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
