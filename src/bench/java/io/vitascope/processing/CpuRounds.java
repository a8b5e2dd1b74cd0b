package io.vitascope.processing;

import io.vitascope.processing.ffmpeg.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same work by everybody, round by round, each round beginning with another one, so that what else the machine does
 * hits all alike.
 */
final class CpuRounds {

    static final String SWSCALE = "(a) ffmpeg, one command, swscale";
    static final String ZIMG = "(b) ffmpeg, one command, zscale";
    static final String SEED = "(c) ffmpeg, one process per file";
    static final String NAIVE = "(d) JavaCV grabber to recorder";
    static final String COPY = "ours, copy first";
    static final String ENCODE = "ours, everything encoded";
    static final String SEED_OURS = "ours, (c)'s two files";
    static final String SEED_BITS = "ours, two files of (c)'s sizes";

    /** One run, in an empty folder. */
    @FunctionalInterface
    private interface Run {
        Metered.Cost in(Path folder) throws IOException, InterruptedException;
    }

    private record Contender(String name, Run run, List<Metered.Cost> costs) {}

    private final List<Contender> contenders = new ArrayList<>();
    private final List<Double> loads = new ArrayList<>();

    CpuRounds(OurChild ours, FfmpegCommands commands, Path source, List<Ladder.Rung> rungs) {
        add(SWSCALE, folder -> oneForAll(commands, source, rungs, FfmpegCommands.SWSCALE, folder));
        add(ZIMG, folder -> oneForAll(commands, source, rungs, FfmpegCommands.ZIMG, folder));
        add(SEED, folder -> {
            Path hd = folder.resolve("720p.mp4");
            Path sd = folder.resolve("480p.mp4");
            return Metered.run(commands.oneByOne(source, 720, "medium", 22, hd), folder)
                    .then(Metered.run(commands.oneByOne(source, 480, "medium", 23, sd), folder));
        });
        add(NAIVE, folder -> naive(ours, commands, source, rungs, folder));
        add(COPY, folder -> ours.transcode(source, true, folder));
        add(ENCODE, folder -> ours.transcode(source, false, folder));
        add(SEED_OURS, folder -> twoOutputs(ours, source, Quality.BEST, "22", "23", folder));
        // As many bits as (c) takes of Big Buck Bunny; the sharper scaler leaves more to encode.
        add(SEED_BITS, folder -> twoOutputs(ours, source, Quality.BALANCED, "22.7", "23.7", folder));
    }

    private static Metered.Cost twoOutputs(
            OurChild ours, Path source, Quality quality, String hd, String sd, Path folder)
            throws IOException, InterruptedException {
        String work = folder.resolve("work").toString();
        List<String> arguments = List.of(source.toString(), work, quality.name(), hd, sd);
        return Metered.run(ours.commandOf(TwoOutputs.class, arguments), folder);
    }

    private void add(String name, Run run) {
        contenders.add(new Contender(name, run, new ArrayList<>()));
    }

    private static Metered.Cost oneForAll(
            FfmpegCommands commands, Path source, List<Ladder.Rung> rungs, String scaler, Path folder)
            throws IOException, InterruptedException {
        return Metered.run(commands.oneForAll(source, rungs, scaler, folder), folder);
    }

    private static Metered.Cost naive(
            OurChild ours, FfmpegCommands commands, Path source, List<Ladder.Rung> rungs, Path folder)
            throws IOException, InterruptedException {
        String gop = Long.toString(Math.round(commands.frameRate() * commands.segmentSeconds()));
        List<String> arguments = new ArrayList<>(List.of(source.toString(), commands.preset(), gop));
        for (Ladder.Rung rung : rungs) {
            arguments.addAll(List.of(
                    folder.resolve(rung.name() + ".mp4").toString(),
                    Integer.toString(rung.width()),
                    Integer.toString(rung.height()),
                    Double.toString(rung.crf()),
                    Long.toString(rung.maxBitRate())));
        }
        return Metered.run(ours.plainJava(NaiveJavaCv.class, arguments), folder);
    }

    /** @param folder holds the outputs of the last round in the end, each under its name */
    void run(int rounds, Path folder) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender next = contenders.get((i + round) % contenders.size());
                loads.add(Machine.load());
                Path own = folder(folder, next.name());
                delete(own);
                Files.createDirectories(own);
                Metered.Cost cost = next.run().in(own);
                next.costs().add(cost);
                System.out.printf(
                        "round %d, %s: %.2f CPU-s, %.2f s%n",
                        round + 1, next.name(), cost.cpuSeconds(), cost.wallSeconds());
            }
        }
    }

    static Path folder(Path parent, String name) {
        return parent.resolve(name.replaceAll("[^a-z0-9]+", "-")).toAbsolutePath();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }

    private List<Metered.Cost> costs(String name) {
        return contenders.stream()
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow()
                .costs();
    }

    private Figures cpu(String name) {
        return new Figures(costs(name).stream().map(Metered.Cost::cpuSeconds).toList());
    }

    private Figures wall(String name) {
        return new Figures(costs(name).stream().map(Metered.Cost::wallSeconds).toList());
    }

    void report(Report report) {
        report.line("| | CPU-seconds | CPU / (b) | wall s | wall / (b) | peak MB |");
        report.line("|---|---|---|---|---|---|");
        for (Contender contender : contenders) {
            String name = contender.name();
            double peak = costs(name).stream()
                    .mapToLong(Metered.Cost::peakRssBytes)
                    .max()
                    .orElse(0);
            report.line("| " + name + " | " + cpu(name).text(2) + " | "
                    + cpu(name).over(cpu(ZIMG)).text(2) + " | " + wall(name).text(1) + " | "
                    + wall(name).over(wall(ZIMG)).text(2) + " | " + Math.round(peak / 1e6) + " |");
        }
        report.line("");
        report.line("Load of the machine (others' work included) before each run: " + new Figures(loads).text(1) + ".");
        report.line("");
        report.line("| CPU-seconds | measured | target | |");
        report.line("|---|---|---|---|");
        target(report, COPY, ZIMG, 0.55);
        target(report, ENCODE, ZIMG, 1.05);
        target(report, ENCODE, NAIVE, 0.75);
        target(report, SEED_OURS, SEED, 0.85);
        target(report, SEED_BITS, SEED, 0.85);
    }

    private void target(Report report, String ours, String theirs, double most) {
        Figures ratio = cpu(ours).over(cpu(theirs));
        report.line("| " + ours + " / " + theirs + " | " + ratio.text(2) + " | ≤ " + Figures.number(most, 2) + " | "
                + (ratio.median() <= most ? "met" : "missed") + " |");
    }
}
