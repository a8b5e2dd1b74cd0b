package io.vitascope.processing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/** The {@code ffmpeg} program of the same build whose libraries Vitascope uses, or another one if it is given. */
record BundledFfmpeg(String program, String version) {

    /** @throws IOException with what is missing, when it does not start */
    static BundledFfmpeg find(String given) throws IOException, InterruptedException {
        String program = given.isEmpty() ? Loader.load(ffmpeg.class) : given;
        Answer answer = ask(List.of(program, "-hide_banner", "-version"));
        if (answer.exit != 0) {
            throw new IOException("The ffmpeg program does not start: " + answer.text.strip()
                    + "\nThe bundled one needs libpulse.so.0 (Debian and Ubuntu: apt-get install libpulse0)."
                    + " With --ffmpeg PROGRAM another one is used, and compared with.");
        }
        return new BundledFfmpeg(
                program, answer.text.lines().findFirst().orElse("").replaceAll(" Copyright.*", ""));
    }

    private record Answer(int exit, String text) {}

    private static Answer ask(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-nostdin", "-hide_banner", "-y"));
        command.addAll(arguments);
        return command;
    }

    /** Runs it, unmeasured, and gives back what it said. */
    String run(List<String> arguments) throws IOException, InterruptedException {
        Answer answer = ask(command(arguments));
        if (answer.exit != 0) {
            throw new IOException("ffmpeg " + arguments + ": " + answer.text);
        }
        return answer.text;
    }

    /** The first {@code seconds} of a file, unchanged. */
    Path cut(Path file, double seconds, Path target) throws IOException, InterruptedException {
        run(List.of("-i", file.toString(), "-t", Double.toString(seconds), "-c", "copy", target.toString()));
        return target;
    }

    /** The file so many times in a row, unchanged. */
    Path repeat(Path file, int times, Path target) throws IOException, InterruptedException {
        run(List.of(
                "-stream_loop",
                Integer.toString(times - 1),
                "-i",
                file.toString(),
                "-c",
                "copy",
                "-movflags",
                "+faststart",
                target.toString()));
        return target;
    }
}
