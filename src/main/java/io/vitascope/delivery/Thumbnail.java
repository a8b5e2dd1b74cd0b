package io.vitascope.delivery;

import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Which picture is wanted.
 *
 * @param poster the picture that is shown instead of a moment
 * @param width in pixels, 0 for as wide as the height allows
 * @param height in pixels, 0 for as high as the width allows
 */
record Thumbnail(Optional<BlobKey> poster, long timeMs, int width, int height, boolean cover, boolean webp) {

    private static final int DEFAULT_WIDTH = 640;
    private static final int POSTER_WIDTH = 1_280;

    static Thumbnail ofMoment(long timeMs, ThumbnailSize size, String extension) {
        return of(Optional.empty(), timeMs, size, DEFAULT_WIDTH, extension);
    }

    static Thumbnail ofPoster(BlobKey poster, ThumbnailSize size, String extension) {
        return of(Optional.of(poster), 0, size, POSTER_WIDTH, extension);
    }

    private static Thumbnail of(
            Optional<BlobKey> poster, long timeMs, ThumbnailSize size, int anyWidth, String extension) {
        return new Thumbnail(
                poster,
                timeMs,
                size.isAny() ? anyWidth : size.widthPixels(),
                size.heightPixels(),
                size.covers(),
                extension.equals("webp"));
    }

    /** Where the processing room keeps it, once it has made it. */
    BlobKey key(VideoId id) {
        String what = poster.map(
                        picture -> "p" + UUID.nameUUIDFromBytes(picture.value().getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> String.valueOf(timeMs));
        return BlobKey.ofVideo(id)
                .child("thumbnails/" + what + "-" + width + "x" + height + (cover ? "-cover" : "")
                        + (webp ? ".webp" : ".jpg"));
    }
}
