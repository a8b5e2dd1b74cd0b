package io.vitascope.processing;

import io.vitascope.processing.ffmpeg.Ffmpeg;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The main class of {@code src/bench/run}; {@code docs/benchmarks.md} tells what it measures and how. */
final class Bench {

    private static final Path FOLDER = Path.of("target", "bench").toAbsolutePath();
    private static final int CATALOG = 10_000;

    /**
     * @param parts of {@code cpu}, {@code quality}, {@code start}, {@code playable}, {@code soak} and {@code catalog}
     * @param seconds of the source that the first two work on
     * @param ffmpeg a program instead of the bundled one; empty for that
     */
    private record Options(Path source, Set<String> parts, int rounds, double seconds, int jobs, String ffmpeg) {

        static Options of(String[] arguments) {
            Set<String> parts = Set.of("cpu", "quality", "start", "playable");
            int rounds = 3;
            double seconds = 12;
            int jobs = 200;
            String ffmpeg = "";
            for (int i = 0; i < arguments.length - 1; i += 2) {
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--only" -> parts = Set.of(value.split(",", -1));
                    case "--rounds" -> rounds = Integer.parseInt(value);
                    case "--seconds" -> seconds = Double.parseDouble(value);
                    case "--jobs" -> jobs = Integer.parseInt(value);
                    case "--ffmpeg" -> ffmpeg = value;
                    default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
                }
            }
            return new Options(
                    Path.of(arguments[arguments.length - 1]).toAbsolutePath(), parts, rounds, seconds, jobs, ffmpeg);
        }
    }

    private final Options options;
    private final BundledFfmpeg ffmpeg;
    private final OurChild ours = new OurChild(FOLDER.resolve("natives"));
    private final Report report = new Report();

    private Bench(Options options, BundledFfmpeg ffmpeg) {
        this.options = options;
        this.ffmpeg = ffmpeg;
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Options.of(arguments);
        try {
            new Bench(options, BundledFfmpeg.find(options.ffmpeg())).run();
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws Exception {
        Files.createDirectories(FOLDER);
        Ffmpeg.load();
        ours.warmUp(FOLDER.resolve("warm-up"));
        Machine.describe(ffmpeg.version()).forEach(line -> report.line("- " + line));
        report.line("- source: " + options.source().getFileName());
        if (options.parts().contains("cpu") || options.parts().contains("quality")) {
            cpuAndQuality();
        }
        if (options.parts().contains("start")) {
            report.title("Until it can be played");
            List<Path> files = FirstSegments.kinds(ffmpeg, options.source(), FOLDER.resolve("kinds"));
            new FirstSegments(ours, FOLDER.resolve("start")).report(report, files, options.rounds());
        }
        if (options.parts().contains("playable")) {
            playable();
        }
        String grown = options.parts().contains("soak") ? soak() : "";
        if (options.parts().contains("catalog")) {
            catalog();
        }
        report.writeTo(FOLDER.resolve("report.md"));
        if (!grown.isEmpty()) {
            throw new IOException(grown);
        }
    }

    private void cpuAndQuality() throws Exception {
        Path clip = ffmpeg.cut(options.source(), options.seconds(), FOLDER.resolve("source.mp4"));
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        MediaInfo.VideoStream video = info.mainVideo().orElseThrow(() -> new IOException("There is no picture in it."));
        double frameRate = video.frameRate().perSecond();
        List<Ladder.Rung> rungs =
                Ladder.of(ours.config().ladder()).rungs(video.displayWidth(), video.displayHeight(), frameRate);
        FfmpegCommands commands = new FfmpegCommands(
                ffmpeg, ours.preset(), ours.config().segmentDuration().toSeconds(), frameRate);
        Path outputs = FOLDER.resolve("outputs");
        report.line("- work: the first " + Figures.number(options.seconds(), 0) + " s (" + video.codec() + ", "
                + video.displayWidth() + " × " + video.displayHeight() + ", " + Figures.number(frameRate, 2) + "/s, "
                + video.bitRate() / 1_000 + " kbit/s) to "
                + String.join(", ", rungs.stream().map(Ladder.Rung::name).toList()) + ", preset "
                + ours.preset());
        if (options.parts().contains("cpu")) {
            CpuRounds rounds = new CpuRounds(ours, commands, clip, rungs);
            rounds.run(options.rounds(), outputs);
            report.title("Processor time");
            rounds.report(report);
        }
        if (options.parts().contains("quality")) {
            report.title("Quality at equal bits");
            Path encoded = FOLDER.resolve("quality");
            CpuRounds.delete(encoded);
            ours.transcode(clip, false, encoded);
            List<Ladder.Rung> smaller = rungs.stream()
                    .filter(rung -> rung.height() < video.displayHeight())
                    .toList();
            new PictureQuality(ffmpeg, commands, clip, rungs.get(0), info.durationUs() / 1e6)
                    .report(report, smaller, encoded.resolve("work"), encoded);
        }
    }

    private void playable() throws Exception {
        Path clips = Files.createDirectories(FOLDER.resolve("clips"));
        Path short720 = clips.resolve("720p-10s.mp4");
        ffmpeg.run(List.of(
                "-i",
                options.source().toString(),
                "-t",
                "10",
                "-map",
                "0:v:0",
                "-map",
                "0:a:0?",
                "-vf",
                "scale=-2:720",
                "-c:v",
                "libx264",
                "-preset",
                "fast",
                "-crf",
                "22",
                "-g",
                "48",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-ac",
                "2",
                "-b:a",
                "128k",
                "-movflags",
                "+faststart",
                short720.toString()));
        Path hevc = clips.resolve("hevc-10s.mp4");
        ffmpeg.run(List.of(
                "-i",
                options.source().toString(),
                "-t",
                "10",
                "-map",
                "0:v:0",
                "-map",
                "0:a:0?",
                "-c:v",
                "libx265",
                "-preset",
                "ultrafast",
                "-crf",
                "24",
                "-tag:v",
                "hvc1",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-ac",
                "2",
                "-b:a",
                "128k",
                "-x265-params",
                "log-level=error",
                hevc.toString()));
        Path minutes5 = ffmpeg.repeat(short720, 30, clips.resolve("720p-5min.mp4"));
        Path minutes30 = ffmpeg.repeat(short720, 180, clips.resolve("720p-30min.mp4"));
        Path minutes60 = ffmpeg.repeat(short720, 360, clips.resolve("720p-60min.mp4"));
        Path original = ffmpeg.cut(options.source(), 10, clips.resolve("source-10s.mp4"));
        report.title("Time to playable");
        TimeToPlayable.head(report);
        try (Server server = Server.start(FOLDER.resolve("server"), List.of())) {
            TimeToPlayable times = new TimeToPlayable(server);
            int uploads = Math.max(5, options.rounds() * 5);
            times.report(report, "10 s of 720p H.264/AAC, copied", short720, uploads);
            times.report(report, "5 min of it", minutes5, uploads);
            times.report(report, "30 min of it", minutes30, uploads);
            times.report(report, "60 min of it", minutes60, uploads);
            times.report(report, "10 s of the source as it is", original, uploads);
            times.report(report, "10 s of HEVC at the source's size, encoded", hevc, uploads);
        }
    }

    private void catalog() throws Exception {
        report.title("Pages of a large catalog");
        int kafka = Server.freePort();
        List<String> webOnly = List.of("-Dvitascope.roles=web", "-Dvitascope.embedded.kafka-port=" + kafka);
        try (Server server = Server.start(FOLDER.resolve("server"), webOnly)) {
            new CatalogPages(server).report(report, "localhost:" + kafka, CATALOG);
        }
    }

    private String soak() throws Exception {
        Path clip = Files.createDirectories(FOLDER.resolve("clips")).resolve("small.mp4");
        ffmpeg.run(List.of(
                "-i",
                options.source().toString(),
                "-t",
                "2",
                "-map",
                "0:v:0",
                "-map",
                "0:a:0?",
                "-vf",
                "scale=-2:240",
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-ac",
                "2",
                clip.toString()));
        report.title("Many jobs");
        List<String> heap = new ArrayList<>(List.of("-Xmx256m"));
        try (Server server = Server.start(FOLDER.resolve("server"), heap)) {
            return new Soak(server).report(report, clip, options.jobs());
        }
    }
}
