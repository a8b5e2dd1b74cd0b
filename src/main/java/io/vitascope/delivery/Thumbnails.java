package io.vitascope.delivery;

import io.vitascope.delivery.ProcessingClient.Picture;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Pictures of a video: its poster, or one of any time and width, made on first demand and kept beside the video.
 *
 * <p>Times and widths go in steps and only few pictures are made at once, so that no stream of odd requests can fill the
 * disk or keep the processing room busy. Threads: safe for all; blocks while a picture is made.
 */
@Singleton
final class Thumbnails {

    private static final int WIDTH_STEP = 16;
    private static final int MAX_WIDTH = 3840;
    private static final int DEFAULT_WIDTH = 640;

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

    BlobKey poster(PlayableVideo video) {
        if (video.poster().isPresent()) {
            return video.poster().get();
        }
        if (video.state() == PlayableVideo.State.PROCESSING) {
            throw new ProblemException(
                    DeliveryError.NOT_READY,
                    "The poster of this video is still being made. Ask again in a few seconds.",
                    Map.of("retry_after_seconds", 2));
        }
        throw new ProblemException(
                DeliveryError.NO_PICTURE, "This video has no poster; it has sound only or could not be processed.");
    }

    /** Either text may be empty: the poster's time, a width of {@value #DEFAULT_WIDTH} pixels. */
    BlobKey at(PlayableVideo video, String time, String width) {
        int pixels = width.isEmpty() ? DEFAULT_WIDTH : pixels(width);
        OptionalLong timeMs = time.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ThumbnailTime.parseMs(time, video.durationMs()));
        return kept(video, timeMs, pixels).orElseGet(() -> make(video, timeMs, pixels));
    }

    private Optional<BlobKey> kept(PlayableVideo video, OptionalLong timeMs, int width) {
        if (timeMs.isEmpty()) {
            return Optional.empty();
        }
        BlobKey key = BlobKey.ofVideo(video.id()).child("thumbnails/" + timeMs.getAsLong() + "-" + width + ".jpg");
        return blobs.stat(key).map(info -> key);
    }

    private BlobKey make(PlayableVideo video, OptionalLong timeMs, int width) {
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
            return kept(video, timeMs, width).orElseGet(() -> {
                Picture picture = processing.picture(video.id(), timeMs, width);
                return picture.key();
            });
        } finally {
            turns.release();
        }
    }

    private static int pixels(String width) {
        try {
            int pixels = Integer.parseInt(width);
            if (pixels >= WIDTH_STEP && pixels <= MAX_WIDTH) {
                return pixels / WIDTH_STEP * WIDTH_STEP;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, like a number that is out of bounds.
        }
        throw new ProblemException(
                DeliveryError.BAD_WIDTH,
                "The width \"" + width + "\" is not a whole number from " + WIDTH_STEP + " to " + MAX_WIDTH + ".");
    }

    private static ProblemException busy() {
        return new ProblemException(
                DeliveryError.BUSY,
                "Too many pictures are being made at once. Try again in a few seconds.",
                Map.of("retry_after_seconds", 3));
    }
}
