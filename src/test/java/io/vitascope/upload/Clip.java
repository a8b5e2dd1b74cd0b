package io.vitascope.upload;

import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.TestClips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real film of one second with sound, 320 x 240, made once for all tests. */
final class Clip {

    private static final Path FOLDER = Path.of("target", "clips").toAbsolutePath();
    private static final Path FILE = FOLDER.resolve("one-second.mp4");

    private Clip() {}

    static synchronized Path file() throws IOException {
        if (Files.exists(FILE)) {
            return FILE;
        }
        Files.createDirectories(FOLDER);
        try {
            Path growing = TestClips.in(FOLDER, "growing-" + System.nanoTime() + ".mp4")
                    .size(320, 240)
                    .frames(25, 25)
                    .audio(1, 2)
                    .make();
            return Files.move(growing, FILE);
        } catch (FfmpegException e) {
            throw new IOException(e);
        }
    }
}
