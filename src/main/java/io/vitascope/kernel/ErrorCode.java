package io.vitascope.kernel;

/**
 * One entry of a room's error catalogue. Every room has one enum of these; {@code docs/problems.md} lists them all.
 *
 * <p>A code is stable: clients branch on it. Its sentence may be reworded.
 */
public interface ErrorCode {

    Entry entry();

    /** Room and reason, lower case with dashes: {@code upload/not-media}. */
    default String slug() {
        return entry().room() + "/" + entry().reason();
    }

    default String title() {
        return entry().title();
    }

    default Kind kind() {
        return entry().kind();
    }

    default boolean retryable() {
        return entry().retryable();
    }

    /**
     * What the catalogue says of a code.
     *
     * @param title the same few words for every occurrence, in English, without a full stop
     * @param retryable whether the same request may succeed later without being changed
     */
    record Entry(String room, String reason, String title, Kind kind, boolean retryable) {

        /** Retryable if most of its kind are. */
        public Entry(String room, String reason, String title, Kind kind) {
            this(room, reason, title, kind, kind.retryable());
        }
    }

    /** What went wrong in terms of who has to act; each door maps it to its own protocol. */
    enum Kind {
        /** The request is malformed: HTTP 400, gRPC INVALID_ARGUMENT. */
        INVALID,
        /** The request is well formed and its content is refused: HTTP 422, gRPC INVALID_ARGUMENT. */
        UNPROCESSABLE,
        /** Nobody may do this, here: HTTP 403, gRPC PERMISSION_DENIED. */
        FORBIDDEN,
        /** HTTP 404, gRPC NOT_FOUND. */
        NOT_FOUND,
        /** It was here and is known not to come back: HTTP 410, gRPC NOT_FOUND. */
        GONE,
        /** Somebody else changed the same thing: HTTP 409, gRPC ABORTED. */
        CONFLICT,
        /** Somebody else is working on it and can't be stopped: HTTP 423, gRPC ABORTED. */
        LOCKED,
        /** This caller has too much under way: HTTP 429, gRPC RESOURCE_EXHAUSTED. */
        TOO_MANY,
        /** Bytes changed on their way: HTTP 460 (of the tus protocol), gRPC DATA_LOSS. */
        CORRUPTED,
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
        /** This server, as it is set up, does not do that: HTTP 501, gRPC UNIMPLEMENTED. */
        NOT_OFFERED,
        /** Try again later: HTTP 503, gRPC UNAVAILABLE. */
        UNAVAILABLE,
        /** Ours to mend: HTTP 500, gRPC INTERNAL. */
        INTERNAL;

        private boolean retryable() {
            return switch (this) {
                case UNAVAILABLE, CONFLICT, LOCKED, TOO_MANY, CORRUPTED -> true;
                case INVALID,
                        UNPROCESSABLE,
                        FORBIDDEN,
                        NOT_FOUND,
                        GONE,
                        PRECONDITION,
                        TOO_LARGE,
                        UNSUPPORTED,
                        RANGE,
                        NO_SPACE,
                        NOT_OFFERED,
                        INTERNAL -> false;
            };
        }
    }
}
