package io.vitascope.processing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From the last byte of an upload until a player gets its first segment, on the running server, one upload at a time.
 */
final class TimeToPlayable {

    /** Somebody who uploads a minute later finds spare children; nobody shall wait a minute here. */
    private static final Duration PAUSE = Duration.ofSeconds(6);

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 10;

    private final Server server;

    TimeToPlayable(Server server) {
        this.server = server;
    }

    static void head(Report report) {
        report.line("| source | uploads | answer p50 s | playable p50 s | p95 s | worst s | load |");
        report.line("|---|---|---|---|---|---|---|");
    }

    void report(Report report, String name, Path file, int uploads) throws IOException, InterruptedException {
        List<Double> answered = new ArrayList<>();
        List<Double> playable = new ArrayList<>();
        List<Double> loads = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            Thread.sleep(PAUSE.toMillis());
            loads.add(Machine.load());
            Server.Uploaded uploaded = server.upload(file);
            answered.add((uploaded.answeredNanos() - uploaded.sentNanos()) / 1e9);
            playable.add((awaitPlayable(uploaded.id()) - uploaded.sentNanos()) / 1e9);
            if (server.firstSegmentBytes(uploaded.id()) == 0) {
                throw new IOException("playable, but without a segment");
            }
            server.delete(uploaded.id());
        }
        Figures times = new Figures(playable);
        report.line("| " + name + " | " + uploads + " | " + Figures.number(new Figures(answered).median(), 2) + " | "
                + Figures.number(times.median(), 2) + " | " + Figures.number(times.percentile(0.95), 2) + " | "
                + Figures.number(times.percentile(1), 2) + " | "
                + Figures.number(new Figures(loads).median(), 1) + " |");
    }

    private long awaitPlayable(String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            JsonNode video = server.video(id);
            if (video.path("playable").asBoolean()) {
                return System.nanoTime();
            }
            if ("failed".equals(video.path("state").asText()) || System.nanoTime() > deadline) {
                throw new IOException("not playable: " + video);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
