package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.processing.ffmpeg.HostileFiles;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody means well with, sent through a child with a child's limits. */
class HostileInputTest {

    private static final long SEED = 20_261_126;

    @TempDir
    Path folder;

    @Test
    void everyFileIsShownOrRefusedWithASentenceAndNoneReachesElsewhere() throws Exception {
        Path bait = folder.resolve("bait");
        // Whoever opens it waits for a writer for ever.
        assertThat(new ProcessBuilder("mkfifo", bait.toString()).start().waitFor())
                .isZero();
        Path files = Files.createDirectory(folder.resolve("files"));
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Path> hostile = HostileFiles.in(files, SEED, 4, bait, elsewhere.getLocalPort());
            List<String> verdicts = run(hostile);
            elsewhere.setSoTimeout(1);
            assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
            assertThat(verdicts)
                    .as("the next one after these ended the process")
                    .hasSameSizeAs(hostile);
            assertThat(verdicts.stream().filter(verdict -> verdict.contains("/good-")))
                    .hasSize(16)
                    .allMatch(verdict -> verdict.contains("\tready\t"));
            assertThat(verdicts)
                    .noneMatch(verdict -> verdict.contains("LEAKED") || verdict.contains("NATIVE"))
                    .allMatch(verdict -> verdict.matches(
                            "[^\t]+\t(ready\t[1-9][0-9]*\t.*|(refused|failed)\t[A-Z_]+\t.+\\.)\t[0-9]+"));
        }
    }

    private List<String> run(List<Path> hostile) throws Exception {
        Path names = Files.write(
                folder.resolve("names"), hostile.stream().map(Path::toString).toList());
        Path verdicts = folder.resolve("verdicts");
        Process child = new ProcessBuilder(command())
                .redirectInput(names.toFile())
                .redirectOutput(verdicts.toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(4, TimeUnit.MINUTES))
                    .as(() -> "one of them never ends")
                    .isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        return Files.readAllLines(verdicts);
    }

    /** That of a child, limits and all, with another main class. */
    private List<String> command() throws Exception {
        ChildConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ChildConfig.class)
                .build()
                .getConfigMapping(ChildConfig.class);
        List<String> command = new ArrayList<>(
                ChildCommand.of(config, folder.resolve("natives")).words());
        Path tests = Path.of(HostileRun.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, command.get(classPath) + File.pathSeparator + tests);
        command.set(command.size() - 1, HostileRun.class.getName());
        command.add(Files.createDirectory(folder.resolve("work")).toString());
        return command;
    }
}
