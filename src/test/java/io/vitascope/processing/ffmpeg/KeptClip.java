package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/** A clip that is made once for all tests of a build, also where several JVMs ask for it. */
public final class KeptClip {

    private static final Path FOLDER = Path.of("target", "clips").toAbsolutePath();

    private KeptClip() {}

    /** @param name of the file, whose ending tells the container */
    public static synchronized Path of(String name, UnaryOperator<TestClips> look) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(FOLDER);
        try {
            Path growing = look.apply(TestClips.in(FOLDER, "growing-" + System.nanoTime() + "-" + name))
                    .make();
            return Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FfmpegException e) {
            throw new IOException(e);
        }
    }
}
