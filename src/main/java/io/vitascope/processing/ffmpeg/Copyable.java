package io.vitascope.processing.ffmpeg;

import java.util.Set;

/**
 * What of a source players can be given as it is.
 *
 * @param picture the main picture needs no encoding
 * @param sound the main sound needs no encoding
 * @param cuts decoding times, in the picture's own ticks, of the keyframes that begin a segment; empty without picture
 * @param why the first reason against the picture, for the log; empty if there is none
 */
public record Copyable(boolean picture, boolean sound, Set<Long> cuts, String why) {
    public Copyable {
        cuts = Set.copyOf(cuts);
    }

    /** For whoever wants everything encoded. */
    public static Copyable nothing(String why) {
        return new Copyable(false, false, Set.of(), why);
    }
}
