package io.vitascope.processing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a command to its end and tells what it took. Processor time is that of the command and of everything it started
 * and waited for, as the kernel counts it ({@code getrusage}), by way of bash's {@code time}.
 */
final class Metered {

    private static final String SCRIPT =
            "TIMEFORMAT='%3U %3S %3R'; { time \"$@\" 2>\"$BENCH_ERRORS\"; } 2>\"$BENCH_COST\"";
    private static final long WATCH_MILLIS = 500;

    private Metered() {}

    /**
     * @param cpuSeconds user and system
     * @param peakRssBytes of the largest process, 0 where there is no {@code /proc}
     */
    record Cost(double cpuSeconds, double wallSeconds, long peakRssBytes) {

        /** One after the other: times add up, memory does not. */
        Cost then(Cost next) {
            return new Cost(
                    cpuSeconds + next.cpuSeconds,
                    wallSeconds + next.wallSeconds,
                    Math.max(peakRssBytes, next.peakRssBytes));
        }
    }

    /** Speaks with a process through its standard input and output; the output has to be read to its end. */
    @FunctionalInterface
    interface Talk {
        void with(Process process) throws IOException;
    }

    static Cost run(List<String> command, Path folder) throws IOException, InterruptedException {
        return run(command, folder, process -> {
            try (InputStream out = process.getInputStream()) {
                out.transferTo(java.io.OutputStream.nullOutputStream());
            }
        });
    }

    static Cost run(List<String> command, Path folder, Talk talk) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path errors = folder.resolve("stderr.txt");
        Path cost = folder.resolve("cost.txt");
        List<String> line = new ArrayList<>(List.of("bash", "-c", SCRIPT, "bench"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BENCH_ERRORS", errors.toString());
        builder.environment().put("BENCH_COST", cost.toString());
        Process process = builder.start();
        Watch watch = new Watch(process.toHandle());
        try {
            watch.start();
            talk.with(process);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit + ": " + Files.readString(errors));
            }
        } finally {
            watch.interrupt();
            watch.join();
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String[] figures = Files.readString(cost).strip().split(" ", -1);
        return new Cost(
                Double.parseDouble(figures[0]) + Double.parseDouble(figures[1]),
                Double.parseDouble(figures[2]),
                watch.peakBytes);
    }

    /** Reads the kernel's own high-water mark of every process of a tree. */
    private static final class Watch extends Thread {

        private final ProcessHandle root;
        private volatile long peakBytes;

        Watch(ProcessHandle root) {
            super("peak-memory");
            this.root = root;
            setDaemon(true);
        }

        @Override
        @SuppressWarnings("BusyWait") // the kernel tells nobody
        public void run() {
            try {
                while (root.isAlive()) {
                    root.descendants().forEach(process -> peakBytes = Math.max(peakBytes, peak(process.pid())));
                    Thread.sleep(WATCH_MILLIS);
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long peak(long pid) {
        return status(pid, "VmHWM:") * 1_024;
    }

    /** A figure of {@code /proc/<pid>/status}, 0 if there is none. */
    static long status(long pid, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException gone) {
            return 0;
        }
    }
}
