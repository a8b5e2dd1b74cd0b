package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The only holder of one struct that FFmpeg allocated, and the only one that frees it.
 *
 * <p>Threads: one at a time; a {@link FrameQueue} hands an owner from one thread to the next. Errors: use after close
 * is an {@link IllegalStateException}, never a native crash; closing twice is allowed.
 */
final class Owned<P extends Pointer> implements AutoCloseable {
    private static final AtomicInteger LIVING = new AtomicInteger();

    private final Consumer<P> free;
    private @Nullable P pointer;

    private Owned(P pointer, Consumer<P> free) {
        this.pointer = pointer;
        this.free = free;
        LIVING.incrementAndGet();
    }

    /** Takes a fresh pointer; {@code call} names its allocator, in case it had no memory. */
    static <P extends Pointer> Owned<P> of(String call, @Nullable P fresh, Consumer<P> free) throws FfmpegException {
        if (fresh == null || fresh.isNull()) {
            throw new FfmpegException(FfmpegException.Reason.NATIVE, "The video engine is out of memory in " + call);
        }
        return new Owned<>(fresh, free);
    }

    static Owned<AVFrame> frame() throws FfmpegException {
        return of("av_frame_alloc", av_frame_alloc(), pointer -> av_frame_free(pointer));
    }

    /** A second reference to the same picture or samples; nothing is copied. */
    static Owned<AVFrame> cloneOf(AVFrame frame) throws FfmpegException {
        return of("av_frame_clone", av_frame_clone(frame), pointer -> av_frame_free(pointer));
    }

    static Owned<AVPacket> packet() throws FfmpegException {
        return of("av_packet_alloc", av_packet_alloc(), pointer -> av_packet_free(pointer));
    }

    P get() {
        P current = pointer;
        if (current == null) {
            throw new IllegalStateException("used after close");
        }
        return current;
    }

    @Override
    public void close() {
        P last = pointer;
        pointer = null;
        if (last != null) {
            LIVING.decrementAndGet();
            free.accept(last);
        }
    }

    static int living() {
        return LIVING.get();
    }
}
