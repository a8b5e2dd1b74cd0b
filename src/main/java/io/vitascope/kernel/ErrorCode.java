package io.vitascope.kernel;

/**
 * One entry of a room's error catalogue. Every room has one enum of these; {@code docs/problems.md} lists them all.
 *
 * <p>A code is stable: clients branch on it. Its sentence may be reworded.
 */
public interface ErrorCode {

    /** Room and reason, lower case with dashes: {@code upload/not-media}. */
    String slug();

    /** The same few words for every occurrence, in English, without a full stop. */
    String title();

    Kind kind();

    /** Whether the same request may succeed later without being changed. */
    default boolean retryable() {
        return kind() == Kind.UNAVAILABLE || kind() == Kind.CONFLICT;
    }

    /** What went wrong in terms of who has to act; each door maps it to its own protocol. */
    enum Kind {
        /** The request is malformed: HTTP 400, gRPC INVALID_ARGUMENT. */
        INVALID,
        /** The request is well formed and its content is refused: HTTP 422, gRPC INVALID_ARGUMENT. */
        UNPROCESSABLE,
        /** HTTP 404, gRPC NOT_FOUND. */
        NOT_FOUND,
        /** Somebody else changed the same thing: HTTP 409, gRPC ABORTED. */
        CONFLICT,
        /** A condition that the caller stated does not hold: HTTP 412, gRPC FAILED_PRECONDITION. */
        PRECONDITION,
        /** HTTP 413, gRPC INVALID_ARGUMENT. */
        TOO_LARGE,
        /** HTTP 415, gRPC INVALID_ARGUMENT. */
        UNSUPPORTED,
        /** HTTP 416, gRPC OUT_OF_RANGE. */
        RANGE,
        /** The disk or a quota is full: HTTP 507, gRPC RESOURCE_EXHAUSTED. */
        NO_SPACE,
        /** Try again later: HTTP 503, gRPC UNAVAILABLE. */
        UNAVAILABLE,
        /** Ours to mend: HTTP 500, gRPC INTERNAL. */
        INTERNAL
    }
}
