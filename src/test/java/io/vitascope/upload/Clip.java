package io.vitascope.upload;

import io.vitascope.processing.ffmpeg.KeptClip;
import java.io.IOException;
import java.nio.file.Path;

/** A real film of one second with sound, 320 x 240, made once for all tests. */
final class Clip {

    private Clip() {}

    static Path file() throws IOException {
        return KeptClip.of(
                "one-second.mp4", clip -> clip.size(320, 240).frames(25, 25).audio(1, 2));
    }
}
