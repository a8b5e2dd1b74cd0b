package io.vitascope.delivery;

import io.vitascope.storage.BlobKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rendition as one MP4 with picture and sound.
 *
 * @param width pixels as displayed, 0 for sound only
 * @param height pixels as displayed, 0 for sound only
 * @param key empty while it is being made
 */
record ProgressiveFile(String rendition, int width, int height, Optional<BlobKey> key) {

    private static final Pattern LINES = Pattern.compile("([0-9]{2,5})p.*");

    /** What a viewer would call its quality: the number in its name ("720p"), else its height. */
    int lines() {
        Matcher name = LINES.matcher(rendition);
        return name.matches() ? Integer.parseInt(name.group(1)) : height;
    }

    boolean ready() {
        return key.isPresent();
    }

    String contentType() {
        return width > 0 ? "video/mp4" : "audio/mp4";
    }
}
