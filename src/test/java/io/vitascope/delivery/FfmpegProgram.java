package io.vitascope.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;

/** The ffmpeg program that comes with the library: an independent judge of what is served. */
final class FfmpegProgram {

    private FfmpegProgram() {}

    /** Its standard output; anything it complains about is a failure. */
    static byte[] run(Path directory, String... arguments) throws IOException, InterruptedException {
        Loader.load(avdevice.class); // unpacks every library that the program is linked to
        Path program = Path.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "-nostdin", "-hide_banner", "-loglevel", "error", "-xerror", "-y"));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("ffmpeg-errors.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().put("LD_LIBRARY_PATH", String.valueOf(program.getParent()));
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        int exit = process.waitFor();
        String said = Files.readString(errors);
        if (exit != 0 || !said.isBlank()) {
            throw new AssertionError("ffmpeg ended with " + exit + ": " + said);
        }
        return output;
    }

    static String text(Path directory, String... arguments) throws IOException, InterruptedException {
        return new String(run(directory, arguments), StandardCharsets.UTF_8);
    }
}
