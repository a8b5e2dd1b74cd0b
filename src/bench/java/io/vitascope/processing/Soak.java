package io.vitascope.processing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Many small jobs through one server, and what the serving process holds meanwhile. Linux only: it reads {@code /proc}.
 */
final class Soak {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int EVERY = 20;
    /** By then all is loaded, compiled and pooled; what grows on from there grows for ever. */
    private static final int SETTLED = 60;

    private static final double MOST_GROWTH = 1.1;

    private final Server server;

    Soak(Server server) {
        this.server = server;
    }

    private record Held(long residentMb, long heapMb) {}

    /** @return what has grown by more than a tenth since the first 60 jobs, as a sentence; empty if nothing has */
    String report(Report report, Path clip, int jobs) throws IOException, InterruptedException {
        report.line(
                "| jobs done | resident MB | heap after collection MB | threads | file descriptors | child processes"
                        + " |");
        report.line("|---|---|---|---|---|---|");
        Held settled = new Held(0, 0);
        Held last = settled;
        for (int done = 0; done <= jobs; done++) {
            if (done % EVERY == 0) {
                Thread.sleep(5_000); // spares are there again, and what was closed is closed
                last = new Held(Metered.status(server.pid(), "VmRSS:") / 1_024, heapMb());
                settled = done == SETTLED ? last : settled;
                report.line("| " + done + " | " + last.residentMb() + " | " + last.heapMb() + " | "
                        + Metered.status(server.pid(), "Threads:") + " | " + descriptors() + " | "
                        + server.handle().children().count() + " |");
            }
            if (done < jobs) {
                String id = server.upload(clip).id();
                awaitReady(id);
                if (done % 2 == 0) {
                    server.delete(id);
                }
            }
        }
        return grown("Resident memory", settled.residentMb(), last.residentMb())
                + grown("The heap", settled.heapMb(), last.heapMb());
    }

    private static String grown(String what, long settledMb, long lastMb) {
        return settledMb > 0 && lastMb > MOST_GROWTH * settledMb
                ? what + " has grown from " + settledMb + " MB after " + SETTLED + " jobs to " + lastMb + " MB. "
                : "";
    }

    /** Collects first: what is left is what somebody holds. 0 if nobody can tell. */
    private long heapMb() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        if (!Files.isExecutable(Path.of(jcmd))) {
            return 0;
        }
        said(jcmd, "GC.run");
        String heap = said(jcmd, "GC.heap_info");
        return heap.lines()
                        .filter(line -> line.contains(" used "))
                        .filter(line -> line.contains("heap") || line.contains("generation"))
                        .map(line -> line.replaceAll(".*used (\\d+)K.*", "$1"))
                        .mapToLong(Long::parseLong)
                        .sum()
                / 1_024;
    }

    private String said(String jcmd, String order) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(jcmd, Long.toString(server.pid()), order)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
            return open.count();
        }
    }

    private void awaitReady(String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            JsonNode video = server.video(id);
            String state = video.path("state").asText();
            if ("ready".equals(state)) {
                return;
            }
            if ("failed".equals(state) || System.nanoTime() > deadline) {
                throw new IOException("not ready: " + video);
            }
            Thread.sleep(20);
        }
    }
}
