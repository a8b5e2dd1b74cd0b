package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;

/** A real film of one second with sound, 320 x 240, made by the ffmpeg program that comes with the library. */
final class Clip {

    private static final Path FILE =
            Path.of("target", "clips", "one-second.mp4").toAbsolutePath();

    private Clip() {}

    static synchronized Path file() throws IOException, InterruptedException {
        if (Files.exists(FILE)) {
            return FILE;
        }
        Files.createDirectories(FILE.getParent());
        Path growing = Files.createTempFile(FILE.getParent(), "growing", ".mp4");
        Loader.load(avdevice.class); // unpacks every library that the program is linked to
        Path program = Path.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
        ProcessBuilder builder = new ProcessBuilder(
                        (program + " -nostdin -v error -y -f lavfi -i testsrc2=s=320x240:r=25:d=1"
                                        + " -f lavfi -i sine=d=1 -c:v mpeg4 -c:a aac " + growing)
                                .split(" ", -1))
                .inheritIO();
        builder.environment().put("LD_LIBRARY_PATH", String.valueOf(program.getParent()));
        assertThat(builder.start().waitFor()).isZero();
        return Files.move(growing, FILE);
    }
}
