package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Keeps small copies of some of the pictures that pass by.
 *
 * <p>Bounded: when twice as many as wanted are kept, every other one is dropped. What goes wrong here is remembered and
 * spoils no video. Threads: {@link #offer} and {@link #finish} belong to the thread that decodes, the rest to one of
 * its own, which {@link #startIn} starts; what was kept may be taken when that thread has ended.
 */
final class FrameTap implements AutoCloseable {
    /** Pictures that wait hold memory of the decoder, so few; they come seldom, so nobody waits for a place. */
    private static final int WAITING = 6;
    /** Neighbours look alike. */
    private static final int JUDGED_EVERY = 3;

    private final LongPredicate wanted;
    private final int most;
    private final Resizer resizer;
    private final Optional<BestPicture> best;
    private final List<Owned<AVFrame>> kept = new ArrayList<>();
    private @Nullable FrameQueue queue;
    private int taken;
    private volatile @Nullable FfmpegException failure;

    /**
     * @param wanted asked of every picture by its time in µs, in the order in which they are shown
     * @param most pictures that are worth keeping
     */
    FrameTap(LongPredicate wanted, int most, Resizer resizer) {
        this(wanted, most, resizer, Optional.empty());
    }

    /** As above. @param best is shown some of them as well */
    FrameTap(LongPredicate wanted, int most, Resizer resizer, Optional<BestPicture> best) {
        this.wanted = wanted;
        this.most = most;
        this.resizer = resizer;
        this.best = best;
    }

    void startIn(Pipeline pipeline, String name) {
        FrameQueue waiting = pipeline.queue(WAITING);
        queue = waiting;
        pipeline.start(name, () -> keepAllOf(waiting));
    }

    private void keepAllOf(FrameQueue waiting) {
        Optional<Owned<AVFrame>> next = waiting.take();
        while (next.isPresent()) {
            try (Owned<AVFrame> frame = next.get()) {
                keep(frame.get());
            }
            next = waiting.take();
        }
    }

    /** Takes the picture if it is wanted, on another thread if there is one; it stays the caller's. */
    void offer(AVFrame frame, long timeUs) throws FfmpegException {
        if (failure != null || !wanted.test(timeUs)) {
            return;
        }
        Owned<AVFrame> copy = Owned.cloneOf(frame);
        copy.get().pts(timeUs);
        if (queue != null) {
            queue.put(copy);
            return;
        }
        try (copy) {
            keep(copy.get());
        }
    }

    private void keep(AVFrame frame) {
        if (failure != null) {
            return;
        }
        long timeUs = frame.pts();
        try {
            resizer.resize(frame, small -> {
                Owned<AVFrame> copy = Owned.cloneOf(small);
                copy.get().pts(timeUs);
                kept.add(copy);
                if (best.isPresent() && taken++ % JUDGED_EVERY == 0) {
                    best.get().consider(frame, small);
                }
            });
            if (kept.size() >= 2 * most) {
                dropEveryOther();
            }
        } catch (FfmpegException e) {
            failure = e;
        }
    }

    private void dropEveryOther() {
        for (int i = kept.size() - 1; i > 0; i -= 2) {
            kept.remove(i).close();
        }
    }

    /** No picture will follow. */
    void finish() {
        if (queue != null) {
            queue.finish();
        }
    }

    /** In the order of their times, which are their pts in µs; they stay this tap's. */
    List<Owned<AVFrame>> kept() throws FfmpegException {
        FfmpegException first = failure;
        if (first != null) {
            throw first;
        }
        return kept;
    }

    @Override
    public void close() {
        kept.forEach(Owned::close);
        kept.clear();
    }
}
