package io.vitascope.delivery;

import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Thumbnail;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Pictures of a video: its poster, or one of any time and size, made on first demand and kept beside the video.
 *
 * <p>Only few pictures are made at once, so that no stream of odd requests can keep the processing room busy, which
 * bounds what it keeps. Threads: safe for all; blocks while a picture is made.
 */
@Singleton
final class Thumbnails {

    /** Until somebody who makes a picture has made it. */
    static final Duration TURN_PAUSE = Duration.ofSeconds(3);

    private static final Duration POSTER_PAUSE = Duration.ofSeconds(2);

    private final BlobStore blobs;
    private final ProcessingClient processing;
    private final Semaphore turns;
    private final Duration patience;

    Thumbnails(BlobStore blobs, ProcessingClient processing, DeliveryConfig config) {
        this.blobs = blobs;
        this.processing = processing;
        this.turns = new Semaphore(config.thumbnailsAtOnce(), /* fair= */ true);
        this.patience = config.thumbnailPatience();
    }

    static BlobKey poster(PlayableVideo video) {
        if (video.poster().isPresent()) {
            return video.poster().get();
        }
        if (video.state() == PlayableVideo.State.PROCESSING) {
            throw ProblemException.retryAfter(
                    DeliveryError.NOT_READY,
                    "The poster of this video is still being made. Ask again in a few seconds.",
                    POSTER_PAUSE);
        }
        throw new ProblemException(
                DeliveryError.NO_PICTURE, "This video has no poster; it has sound only or could not be processed.");
    }

    boolean exists(BlobKey poster) {
        return blobs.stat(poster).isPresent();
    }

    BlobKey of(PlayableVideo video, Thumbnail thumbnail) {
        return kept(video, thumbnail).orElseGet(() -> make(video, thumbnail));
    }

    /**
     * As {@link #of}, or {@code poster} as it is when nobody has time: a picture that is too large is better than none.
     */
    BlobKey ofPoster(PlayableVideo video, BlobKey poster, Thumbnail thumbnail) {
        try {
            return of(video, thumbnail);
        } catch (ProblemException problem) {
            if (problem.code() == DeliveryError.BUSY) {
                return poster;
            }
            throw problem;
        }
    }

    private Optional<BlobKey> kept(PlayableVideo video, Thumbnail thumbnail) {
        return blobs.stat(thumbnail.key(video.id())).map(info -> info.key());
    }

    private BlobKey make(PlayableVideo video, Thumbnail thumbnail) {
        try {
            if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            // Somebody may have asked for the same one and been before us.
            return kept(video, thumbnail).orElseGet(() -> processing.picture(video.id(), thumbnail));
        } finally {
            turns.release();
        }
    }

    static ProblemException gone() {
        return new ProblemException(
                DeliveryError.BUSY, "The picture was made and had to make room for others. Ask again.");
    }

    private static ProblemException busy() {
        return ProblemException.retryAfter(
                DeliveryError.BUSY,
                "Too many pictures are being made at once. Try again in a few seconds.",
                TURN_PAUSE);
    }
}
