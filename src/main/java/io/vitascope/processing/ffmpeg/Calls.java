package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_ERROR_MAX_STRING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Turns FFmpeg's return codes into exceptions and its C strings into Java's. Stateless. */
final class Calls {
    /** Of the operating system. The bindings have these as calls into native code, which would be made for each frame. */
    private static final int AGAIN = -11;

    private static final int AGAIN_BSD = -35;
    private static final int NO_MEMORY = -12;
    /** EIO, ENOSPC, EROFS, EDQUOT and ESTALE; the last two have other numbers on macOS. */
    private static final Set<Integer> STORAGE = Set.of(-5, -28, -30, -122, -69, -116, -70);

    private Calls() {}

    /** Whether there is nothing behind a pointer of a struct, or of a call that found nothing. */
    static boolean isNull(@Nullable Pointer pointer) {
        return pointer == null || pointer.isNull();
    }

    /** The code of a call that succeeded; a negative one becomes an exception that names the call. */
    static int check(String call, int code) throws FfmpegException {
        if (code < 0) {
            String message = "The video engine failed in " + call + ": " + words(code);
            throw new FfmpegException(FfmpegException.Reason.NATIVE, message, call, code);
        }
        return code;
    }

    /** Whether a codec or a filter has nothing more to give, be it that it wants more first or is at its end. */
    static boolean isDrained(int code) {
        return code == AGAIN || code == AGAIN_BSD || code == AVERROR_EOF;
    }

    /**
     * Whether a disk did not give or take bytes. Demuxers say EIO of a file that is cut off as well: to be asked only of
     * calls that write, and of an {@code AVIOContext}.
     */
    static boolean isOfStorage(int code) {
        return STORAGE.contains(code);
    }

    static boolean isOutOfMemory(int code) {
        return code == NO_MEMORY;
    }

    static String words(int code) {
        byte[] text = new byte[AV_ERROR_MAX_STRING_SIZE];
        av_strerror(code, text, text.length);
        return text(text);
    }

    /** The characters before the terminating zero. */
    static String text(byte[] zeroTerminated) {
        int length = 0;
        while (length < zeroTerminated.length && zeroTerminated[length] != 0) {
            length++;
        }
        return new String(zeroTerminated, 0, length, StandardCharsets.UTF_8);
    }

    /** A string that FFmpeg owns; {@code fallback} for a null pointer. */
    static String text(@Nullable BytePointer pointer, String fallback) {
        return pointer == null || pointer.isNull() ? fallback : pointer.getString(StandardCharsets.UTF_8);
    }
}
