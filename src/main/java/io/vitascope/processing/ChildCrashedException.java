package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;

/** A child process ended without saying how its work ended, or had to be killed. */
final class ChildCrashedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final boolean killed;

    ChildCrashedException(ErrorCode code, String message) {
        this(code, message, /* killed= */ false);
    }

    private ChildCrashedException(ErrorCode code, String message, boolean killed) {
        super(message);
        this.code = code;
        this.killed = killed;
    }

    /** Somebody else has ended it: a kernel without memory, most often. */
    static ChildCrashedException killed() {
        return new ChildCrashedException(
                ProcessingError.CRASHED,
                "The decoder was killed while it had this file; the machine may be short of memory.",
                /* killed= */ true);
    }

    /** Killed for its time, of which the machine gave it so little that nothing is said about the file. */
    static ChildCrashedException starved() {
        return new ChildCrashedException(ProcessingError.BUSY, "The machine is too busy; try again in a few minutes.");
    }

    ErrorCode code() {
        return code;
    }

    boolean wasKilled() {
        return killed;
    }

    /** Whether it says nothing about the file: the same child may do well here later, or elsewhere now. */
    boolean isOfTheMachine() {
        return killed || code == ProcessingError.BUSY;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
