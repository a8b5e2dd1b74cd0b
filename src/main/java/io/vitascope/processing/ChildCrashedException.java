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

    ErrorCode code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
