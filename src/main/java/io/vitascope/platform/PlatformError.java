package io.vitascope.platform;

import io.vitascope.kernel.ErrorCode;

/** What goes wrong before a room is reached, or where no room has a word for it. */
public enum PlatformError implements ErrorCode {
    MALFORMED_REQUEST("malformed-request", "The request is malformed", Kind.INVALID),
    UNKNOWN_MEMBER("unknown-member", "The body has a member that nobody knows", Kind.UNPROCESSABLE),
    INVALID_PARAMETER("invalid-parameter", "A value in the request is not valid", Kind.INVALID),
    NOT_FOUND("not-found", "Nothing is at this address", Kind.NOT_FOUND),
    METHOD_NOT_ALLOWED("method-not-allowed", "The address does not know this method", Kind.INVALID),
    NOT_ACCEPTABLE("not-acceptable", "No representation matches the Accept header", Kind.INVALID),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", "The address does not take this media type", Kind.UNSUPPORTED),
    BODY_TOO_LARGE("body-too-large", "The body is larger than this server accepts", Kind.TOO_LARGE),
    BODY_TOO_SLOW("body-too-slow", "The body comes too slowly", Kind.UNAVAILABLE),
    NOT_FOR_CLIENTS("not-for-clients", "This call is for the server's own parts", Kind.FORBIDDEN),
    OTHER_ORIGIN("other-origin", "Pages of other sites may not change anything", Kind.FORBIDDEN),
    REQUEST_REFUSED("request-refused", "The request is refused", Kind.INVALID),
    NO_SPACE("no-space", "The disk is full", Kind.NO_SPACE),
    UNAVAILABLE("unavailable", "A part of the system does not answer", Kind.UNAVAILABLE),
    INTERNAL_ERROR("internal-error", "An error of ours", Kind.INTERNAL);

    /** What to say for {@link #UNAVAILABLE}. */
    public static final String AWAY = "Redis or Kafka can't be used right now. Try again in a second.";

    /** What to say for {@link #NO_SPACE}. */
    public static final String FULL = "The server's disk is full. Delete videos or make room, then try again.";

    private final Entry entry;

    PlatformError(String reason, String title, Kind kind) {
        this.entry = new Entry("platform", reason, title, kind);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
