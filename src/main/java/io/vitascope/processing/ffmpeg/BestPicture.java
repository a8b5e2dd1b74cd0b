package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the one that {@link StillScore} likes best of all pictures that it is shown. Confined to one thread at a time.
 */
final class BestPicture implements AutoCloseable {
    private @Nullable Owned<AVFrame> best;
    private double score;
    private int seen;

    /**
     * @param whole kept by reference, if it is the best so far; it stays the caller's
     * @param small the same as it is seen, some hundred pixels wide
     */
    void consider(AVFrame whole, AVFrame small) throws FfmpegException {
        double next = StillScore.of(small);
        if (seen++ == 0 || next > score) {
            Owned<AVFrame> kept = Owned.cloneOf(whole);
            close();
            best = kept;
            score = next;
        }
    }

    int seen() {
        return seen;
    }

    /**
     * How it looks.
     *
     * @throws FfmpegException also when none was shown
     */
    Poster as(Still still, MediaInfo.VideoStream stream, Orientation orientation) throws FfmpegException {
        if (best == null) {
            throw new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
        }
        AVFrame picture = best.get();
        Orientation turn = Orientation.of(picture).orElse(orientation);
        return new Poster(still.of(Resizer.Seen.of(stream, turn), picture), score, seen);
    }

    @Override
    public void close() {
        if (best != null) {
            best.close();
            best = null;
        }
    }
}
