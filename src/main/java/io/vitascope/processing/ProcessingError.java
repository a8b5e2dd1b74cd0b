package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;

/** Why a video could not be processed, or a picture not be taken. */
enum ProcessingError implements ErrorCode {
    /** The file holds nothing that can be played, found only while decoding all of it. */
    NOT_DECODABLE("processing/not-decodable", Kind.UNPROCESSABLE, "The file can't be decoded", false),
    /** The child process died on this file, twice. */
    CRASHED("processing/crashed", Kind.UNPROCESSABLE, "FFmpeg crashed on this file", true),
    /** The child process made no progress or ran longer than is allowed. */
    STALLED("processing/stalled", Kind.UNPROCESSABLE, "Processing made no progress", true),
    /** Worker after worker disappeared while working on this file. */
    LOST("processing/workers-lost", Kind.INTERNAL, "Workers were lost on this file", true),
    /** The disk is full, the source is gone, or the bucket does not answer, and has not for long. */
    STORAGE("processing/storage", Kind.INTERNAL, "The storage failed", true),
    /** Somebody wanted it to end. */
    CANCELLED("processing/cancelled", Kind.CONFLICT, "Processing was cancelled", true),
    NOT_RUNNING("processing/not-running", Kind.CONFLICT, "The video is not being processed", false),
    UNKNOWN_VIDEO("processing/unknown-video", Kind.NOT_FOUND, "No such upload", false),
    UNKNOWN_RENDITION("processing/unknown-rendition", Kind.INVALID, "No such rendition", false),
    ALREADY_QUEUED("processing/already-queued", Kind.CONFLICT, "The video is being processed", true),
    NO_PICTURE("processing/no-picture", Kind.UNPROCESSABLE, "No picture can be taken", false),
    BUSY("processing/busy", Kind.UNAVAILABLE, "Too much at once", true);

    private final String slug;
    private final Kind kind;
    private final String title;
    private final boolean retryable;

    ProcessingError(String slug, Kind kind, String title, boolean retryable) {
        this.slug = slug;
        this.kind = kind;
        this.title = title;
        this.retryable = retryable;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }
}
