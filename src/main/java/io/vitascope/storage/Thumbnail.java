package io.vitascope.storage;

import io.vitascope.kernel.VideoId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Which small picture of a video is wanted. Two that ask for the same have the same key, under which delivery looks for
 * it before it has processing make it.
 *
 * @param picture that is shown instead of a moment
 * @param timeMs of the moment
 * @param width in pixels; 0 for as wide as the height allows
 * @param height the same
 * @param cover whether both are filled and what sticks out is cut off
 */
public record Thumbnail(Optional<BlobKey> picture, long timeMs, int width, int height, boolean cover, boolean webp) {

    /** In pixels, of a poster; it is as high at most. */
    public static final int POSTER_WIDTH = 1_280;

    private static final int DEFAULT_WIDTH = 640;
    private static final int MOST = 3_840;

    public Thumbnail {
        timeMs = Math.max(0, timeMs);
        width = width == 0 && height == 0 ? DEFAULT_WIDTH : clamped(width);
        height = clamped(height);
        cover = cover && width > 0 && height > 0;
    }

    /** A WebP. */
    public static Thumbnail ofPoster(BlobKey poster, int width) {
        return new Thumbnail(Optional.of(poster), 0, width, 0, false, true);
    }

    private static int clamped(int pixels) {
        return Math.min(MOST, Math.max(0, pixels));
    }

    /** Everything that was asked for is in the name, so a picture is never taken for another. */
    public BlobKey key(VideoId id) {
        String what = picture.map(Thumbnail::fingerprint).orElseGet(() -> String.valueOf(timeMs));
        String box = width + "x" + height + (cover ? "-cover" : "");
        return BlobKey.ofVideo(id).child("thumbnails").child(what + "-" + box + (webp ? ".webp" : ".jpg"));
    }

    /** Of a key that is never used for another picture; it need not be secret. */
    private static String fingerprint(BlobKey picture) {
        return "p" + UUID.nameUUIDFromBytes(picture.value().getBytes(StandardCharsets.UTF_8));
    }
}
