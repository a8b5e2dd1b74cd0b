package io.vitascope.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other programs show where somebody has put the address of a video's page. May block for a moment. */
public interface LinkPreviews {

    /** Empty when there is no such video. */
    Optional<Preview> find(VideoId id);

    /**
     * Text as people wrote it, unescaped.
     *
     * @param picture path of a JPEG on this server; null while there is none, and for sound
     * @param width of the player, in pixels; so is {@code height}
     */
    record Preview(
            String title, String description, @Nullable String picture, int width, int height) {}
}
