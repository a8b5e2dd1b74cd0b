package io.vitascope;

import io.vitascope.processing.ffmpeg.KeptClip;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Ten seconds of 640 x 480 with sound, of more bits than are passed on: every rendition is encoded. Made once for all
 * tests.
 */
final class GrainyClip {

    static final int FRAMES = 250;

    private GrainyClip() {}

    static Path file() throws IOException {
        return KeptClip.of("ten-grainy-seconds.mkv", clip -> clip.format("matroska")
                .size(640, 480)
                .grainy()
                .frames(FRAMES, 25)
                .audio(10, 2));
    }
}
