package io.vitascope.processing.ffmpeg;

import java.io.IOException;

/**
 * Why a file could not be read, decoded or encoded.
 *
 * <p>{@link #getMessage()} is a sentence for the person who sent the file; {@link #detail()} is for the log: the call
 * that failed, FFmpeg's words and its code.
 */
public final class FfmpegException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a caller can decide upon. */
    public enum Reason {
        /** The content is no audio or video file of an accepted format, or its index is missing. */
        NOT_MEDIA,
        /** The file is readable but holds neither a picture nor a sound. */
        NO_STREAMS,
        /** The file holds streams, but of a codec or shape that cannot be handled. */
        UNSUPPORTED,
        /** Beyond {@link MediaLimits}: pixels, streams or duration. */
        TOO_LARGE,
        /** The streams are known, but what they hold cannot be decoded. */
        DAMAGED,
        /** FFmpeg failed for a reason that is not the file's fault. */
        NATIVE,
        /** The source or the workspace could not be read or written: the disk's fault, and not the file's. */
        IO,
        /** The source cannot be passed on as it is after all; it can be encoded. */
        NOT_COPYABLE,
        /** The caller asked to stop. */
        CANCELLED
    }

    private final Reason reason;
    private final String call;
    private final int code;

    FfmpegException(Reason reason, String message) {
        this(reason, message, "", 0);
    }

    FfmpegException(Reason reason, String message, String call, int code) {
        super(message);
        this.reason = reason;
        this.call = call;
        this.code = code;
    }

    FfmpegException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.call = "";
        this.code = 0;
    }

    /** A file that could not be written: the disk's fault, unless it is larger than this process may write. */
    static FfmpegException notWritten(String message, IOException failure) {
        return new FfmpegException(isBeyondLimit(failure) ? Reason.NATIVE : Reason.IO, message, failure);
    }

    /** Java has no type for EFBIG, only the words of the system. */
    public static boolean isBeyondLimit(Throwable failure) {
        return String.valueOf(failure.getMessage()).endsWith("File too large");
    }

    /** The same failure with a reason and a sentence that its caller knows better. */
    FfmpegException as(Reason better, String message) {
        FfmpegException result = new FfmpegException(better, message, call, code);
        result.initCause(this);
        return result;
    }

    public Reason reason() {
        return reason;
    }

    /** FFmpeg's error code, negative; 0 if no native call failed. */
    public int code() {
        return code;
    }

    /** The failed call with FFmpeg's words, empty if no native call failed. */
    public String detail() {
        return call.isEmpty() ? "" : call + ": " + Calls.words(code) + " (" + code + ")";
    }
}
