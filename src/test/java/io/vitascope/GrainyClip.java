package io.vitascope;

import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.TestClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ten seconds of 640 x 480 with sound, of more bits than are passed on: every rendition is encoded. Made once for all tests. */
final class GrainyClip {

    static final int FRAMES = 250;
    private static final Path FOLDER = Path.of("target", "clips").toAbsolutePath();
    private static final Path FILE = FOLDER.resolve("ten-grainy-seconds.mkv");

    private GrainyClip() {}

    static synchronized Path file() throws IOException {
        if (Files.exists(FILE)) {
            return FILE;
        }
        Files.createDirectories(FOLDER);
        try {
            Path growing = TestClips.in(FOLDER, "growing-" + System.nanoTime() + ".mkv")
                    .format("matroska")
                    .size(640, 480)
                    .grainy()
                    .frames(FRAMES, 25)
                    .audio(10, 2)
                    .make();
            return Files.move(growing, FILE);
        } catch (FfmpegException e) {
            throw new IOException(e);
        }
    }
}
