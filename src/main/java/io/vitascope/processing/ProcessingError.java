package io.vitascope.processing;

import io.vitascope.kernel.ErrorCode;

/** Why a video could not be processed, or a picture not be taken. */
enum ProcessingError implements ErrorCode {
    /** The file holds nothing that can be played, found only while decoding all of it. */
    NOT_DECODABLE("not-decodable", "The file can't be decoded", Kind.UNPROCESSABLE, false),
    /** The child process died on this file, twice, or was killed over it again and again. */
    CRASHED("crashed", "FFmpeg crashed on this file", Kind.UNPROCESSABLE, true),
    /** The child process made no progress or ran longer than is allowed. */
    STALLED("stalled", "Processing made no progress", Kind.UNPROCESSABLE, true),
    /** Worker after worker disappeared while working on this file. */
    LOST("workers-lost", "Workers were lost on this file", Kind.INTERNAL, true),
    /** The disk is full, the source is gone, or the bucket does not answer, and has not for long. */
    STORAGE("storage", "The storage failed", Kind.INTERNAL, true),
    /** Somebody wanted it to end. */
    CANCELLED("cancelled", "Processing was cancelled", Kind.CONFLICT, true),
    NOT_RUNNING("not-running", "The video is not being processed", Kind.CONFLICT, false),
    UNKNOWN_VIDEO("unknown-video", "No such upload", Kind.NOT_FOUND, false),
    UNKNOWN_RENDITION("unknown-rendition", "No such rendition", Kind.INVALID, false),
    ALREADY_QUEUED("already-queued", "The video is being processed", Kind.CONFLICT, true),
    NO_PICTURE("no-picture", "No picture can be taken", Kind.UNPROCESSABLE, false),
    BUSY("busy", "Too much at once", Kind.UNAVAILABLE, true);

    private final Entry entry;

    ProcessingError(String reason, String title, Kind kind, boolean retryable) {
        this.entry = new Entry("processing", reason, title, kind, retryable);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
