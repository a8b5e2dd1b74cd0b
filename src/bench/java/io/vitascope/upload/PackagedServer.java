package io.vitascope.upload;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packaged application on one data folder, to be killed and started again. Confined to one thread, but for reading.
 */
final class PackagedServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(4);
    /** Nobody encodes what is uploaded here, and what died is found soon. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx512m",
            "-Dvitascope.processing.slots=0",
            "-Dvitascope.processing.child.spare=false",
            "-Dvitascope.upload.patience=20s",
            "-Dvitascope.upload.heartbeat=2s",
            "-Dvitascope.upload.sweep-interval=2s",
            "-Dvitascope.catalog.orphan-grace=0s",
            "-Dvitascope.catalog.reap-grace=1s",
            "-Dvitascope.catalog.reap-every=1s",
            "-Dquarkus.http.read-timeout=15s");

    private final Path folder;
    private final int port;
    private Process process;

    private PackagedServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    static PackagedServer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ServerSocket socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            socket.close();
            PackagedServer server = new PackagedServer(folder, port);
            server.awaitUp();
            return server;
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of(
                "-Dquarkus.http.port=" + port,
                "-Dvitascope.data-dir=" + data().toAbsolutePath(),
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
    }

    private void awaitUp() throws IOException {
        long deadlineNanos = System.nanoTime() + START.toNanos();
        while (!isUp()) {
            if (!process.isAlive() || System.nanoTime() > deadlineNanos) {
                close();
                throw new IOException("the server does not start; see " + folder.resolve("server.log"));
            }
            Waits.millis(50);
        }
    }

    private boolean isUp() {
        try {
            return Wire.send(port, "GET", "/api/v1/videos?limit=1").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void startAgain() throws IOException {
        process = launch();
        awaitUp();
    }

    int port() {
        return port;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** The growing file of an upload. */
    Path growing(String id) {
        return data().resolve("scratch/upload-" + id);
    }

    /** Bytes that the growing file of an upload has. */
    long onDisk(String id) throws IOException {
        Path file = growing(id);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    long rssKib() throws IOException {
        return value("status", "VmRSS:");
    }

    /** What the kernel has counted: bytes that the process caused to be sent to the storage. */
    long writtenBytes() throws IOException {
        return value("io", "write_bytes:");
    }

    private long value(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        kill();
    }
}
