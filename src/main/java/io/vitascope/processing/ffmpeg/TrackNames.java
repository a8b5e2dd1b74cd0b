package io.vitascope.processing.ffmpeg;

import java.util.regex.Pattern;

/** Track names become folder names, so they are short and plain. Stateless. */
final class TrackNames {
    private static final Pattern TRACK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    private TrackNames() {}

    static void require(String name) {
        if (!TRACK.matcher(name).matches()) {
            throw new IllegalArgumentException("not a track name: " + name);
        }
    }
}
