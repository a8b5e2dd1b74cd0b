package io.vitascope.processing.ffmpeg;

import java.util.Set;

/**
 * What of a source players can be given as it is.
 *
 * @param picture the main picture needs no encoding
 * @param sounds streams of sound that need no encoding, of up to six channels; also where the picture does
 * @param why the first reason against the picture, for the log; empty if there is none
 */
public record Copyable(boolean picture, Set<Integer> sounds, String why) {
    public Copyable {
        sounds = Set.copyOf(sounds);
    }

    /** Where the picture has to be encoded. */
    static Copyable soundOnly(Set<Integer> sounds, String why) {
        return new Copyable(false, sounds, why);
    }

    /** For whoever wants everything encoded. */
    public static Copyable nothing(String why) {
        return new Copyable(false, Set.of(), why);
    }
}
