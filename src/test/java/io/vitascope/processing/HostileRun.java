package io.vitascope.processing;

import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.Ffmpeg;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A child process that takes file after file, to be started with a child's limits: what {@link MediaChild} does for one
 * order, without a JVM for each. Names come on its standard input; a line goes out for each: name, verdict, sentence.
 */
final class HostileRun {

    private HostileRun() {}

    public static void main(String[] arguments) throws IOException {
        Path workspaces = Path.of(arguments[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int count = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Path workspace = Files.createDirectory(workspaces.resolve("work-" + count++));
            long startNanos = System.nanoTime();
            String verdict = verdict(Path.of(line), workspace);
            long millis = (System.nanoTime() - startNanos) / 1_000_000;
            System.out.println(line + "\t" + verdict + "\t" + millis);
        }
        Runtime.getRuntime().halt(0);
    }

    private static String verdict(Path file, Path workspace) {
        try {
            Probe.probe(file, MediaLimits.defaults());
        } catch (FfmpegException e) {
            return "refused\t" + e.reason() + "\t" + e.getMessage() + living();
        } catch (RuntimeException e) {
            return "THROWN\t" + e.getClass() + "\t" + e.getMessage();
        }
        AtomicInteger segments = new AtomicInteger();
        StringBuffer warnings = new StringBuffer();
        TranscodeOrder order = TranscodeOrder.newBuilder()
                .setWorkspace(workspace.toString())
                .addAllLadder(List.of("360p"))
                .setSegmentDurationUs(4_000_000)
                .setThreads(1)
                .setQuality("speed")
                .setEncoder("auto")
                .setCopy(true)
                .build();
        try {
            new TranscodeChild(file, order, MediaLimits.defaults(), report -> note(report, segments, warnings))
                    .transcode();
            return "ready\t" + segments + "\t" + warnings + living();
        } catch (FfmpegException e) {
            return "failed\t" + e.reason() + "\t" + e.getMessage() + living();
        } catch (RuntimeException e) {
            return "THROWN\t" + e.getClass() + "\t" + e.getMessage();
        }
    }

    private static void note(Report.Builder report, AtomicInteger segments, StringBuffer warnings) {
        if (report.hasSegmentCut()) {
            segments.incrementAndGet();
        } else if (report.hasWarning()) {
            warnings.append(report.getWarning().getText()).append("; ");
        }
    }

    private static String living() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
                .forEach(HostileRun::join);
        long handles = Ffmpeg.livingHandles();
        return handles == 0 ? "" : " LEAKED " + handles;
    }

    /** A real child that has failed is halted; here what it had begun has to come to its end first. */
    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
