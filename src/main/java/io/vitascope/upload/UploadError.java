package io.vitascope.upload;

import io.vitascope.kernel.ErrorCode;

/** Everything that this room can refuse. */
enum UploadError implements ErrorCode {
    CONTENT_TYPE("content-type", "Not a multipart form", Kind.UNSUPPORTED),
    MALFORMED("malformed", "The upload can't be read", Kind.INVALID),
    MISSING_FILE("missing-file", "The form has no file", Kind.INVALID),
    INTERRUPTED("interrupted", "The upload ended too early", Kind.INVALID),
    INVALID_TEXT("invalid-text", "Title, description or tags are not acceptable", Kind.UNPROCESSABLE),
    EMPTY_FILE("empty-file", "The file is empty", Kind.UNPROCESSABLE),
    TOO_LARGE("too-large", "The file is too large", Kind.TOO_LARGE),
    NO_SPACE("no-space", "The disk is full", Kind.NO_SPACE),
    QUOTA("quota", "The quota is used up", Kind.NO_SPACE),
    BUSY("busy", "Too many uploads at a time", Kind.UNAVAILABLE),
    EXPIRED("expired", "The upload was given up", Kind.CONFLICT),
    NOT_FOUND("not-found", "No such upload", Kind.NOT_FOUND),
    TOO_LONG("too-long", "The video is too long", Kind.UNPROCESSABLE),
    TOO_MANY("too-many", "Too many uploads of one client", Kind.TOO_MANY),
    UNSUPPORTED_TYPE("unsupported-type", "Files of this type are not videos", Kind.UNSUPPORTED),
    DIGEST_MISMATCH("digest-mismatch", "The file is not the one that was sent", Kind.UNPROCESSABLE),
    BAD_KEY("bad-key", "The Idempotency-Key can't be used", Kind.INVALID),
    KEY_REUSED("key-reused", "The Idempotency-Key belongs to another upload", Kind.UNPROCESSABLE),
    KEY_IN_USE("key-in-use", "The same upload is on its way", Kind.CONFLICT),
    GONE("gone", "The upload is gone", Kind.GONE),
    COMPLETED("completed", "The upload is a video now", Kind.CONFLICT),
    LOCKED("locked", "The upload is in use", Kind.LOCKED),
    OFFSET_MISMATCH("offset-mismatch", "The offset is not that of the upload", Kind.CONFLICT),
    LENGTH_MISMATCH("length-mismatch", "The upload has another length", Kind.CONFLICT),
    BAD_HEADER("bad-header", "A header of the upload is not acceptable", Kind.INVALID),
    TUS_VERSION("tus-version", "This version of the protocol is not spoken", Kind.PRECONDITION),
    CHECKSUM_MISMATCH("checksum-mismatch", "The bytes are not those that were sent", Kind.CORRUPTED),
    FINAL_UPLOAD("final-upload", "A final upload takes no bytes", Kind.FORBIDDEN),
    BAD_PARTS("bad-parts", "The parts can't be put together", Kind.UNPROCESSABLE),
    NO_DIRECT_UPLOADS("no-direct-uploads", "Files can't be sent to the store directly here", Kind.NOT_OFFERED),
    DIRECT_UPLOAD("direct-upload", "The bytes of this upload go to the store", Kind.FORBIDDEN),
    PARTS_MISSING("parts-missing", "Parts of the file are not there", Kind.UNPROCESSABLE),
    BAD_SOURCE("bad-source", "The source can't be read", Kind.INVALID),
    SOURCE_REFUSED("source-refused", "This address may not be fetched", Kind.FORBIDDEN),
    SOURCE_FAILED("source-failed", "The address does not give the file", Kind.UNPROCESSABLE),
    NOT_MEDIA("not-media", "The file is not a video", Kind.UNPROCESSABLE),
    NO_STREAMS("no-streams", "The file has neither picture nor sound", Kind.UNPROCESSABLE),
    TOO_LARGE_PICTURE("too-large-picture", "The video exceeds a limit", Kind.UNPROCESSABLE),
    DAMAGED("damaged", "The video is damaged", Kind.UNPROCESSABLE),
    UNSUPPORTED_CODEC("unsupported-codec", "The video's codec is not supported", Kind.UNPROCESSABLE),
    PROBE_CRASHED("probe-crashed", "The file could not be examined", Kind.UNPROCESSABLE),
    PROBE_UNAVAILABLE("probe-unavailable", "No file can be examined now", Kind.UNAVAILABLE);

    private final Entry entry;

    UploadError(String reason, String title, Kind kind) {
        this.entry = new Entry("upload", reason, title, kind);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
