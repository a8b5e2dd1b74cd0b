package io.vitascope.processing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What figures have to be read together with. */
final class Machine {

    private Machine() {}

    static List<String> describe(String ffmpeg) {
        return List.of(
                "date: " + LocalDate.now(ZoneOffset.UTC) + ", Vitascope at " + revision(),
                "machine: " + Runtime.getRuntime().availableProcessors() + " cores, " + processor() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "JDK: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                "FFmpeg: " + ffmpeg);
    }

    /** Runnable processes on average over the last minute. */
    static double load() {
        return Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException noLinux) {
            return System.getProperty("os.arch");
        }
    }

    private static String revision() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
            return new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "an unknown revision";
        }
    }
}
