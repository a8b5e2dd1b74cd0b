package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;

/** A child process ended without saying how its work ended, or had to be killed. */
final class ChildCrashedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;

    ChildCrashedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** Killed for its time, of which the machine gave it so little that nothing is said about the file. */
    static ChildCrashedException starved() {
        return new ChildCrashedException(ProcessingError.BUSY, "The machine is too busy; try again in a few minutes.");
    }

    ErrorCode code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
