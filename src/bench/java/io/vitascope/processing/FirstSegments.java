package io.vitascope.processing;

import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.Report.ReportCase;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a child spends from its order until its video can be played, by step, in processor time: that hardly depends on
 * what else the machine does. The child stood ready, as a spare does; it is killed when there is enough to play.
 */
final class FirstSegments {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final long SETTLE_MILLIS = 400;

    private static final String PLANNED = "planned";
    private static final String FIRST = "first segment";
    private static final String PLAYABLE = "playable";

    private final OurChild ours;
    private final Path folder;

    FirstSegments(OurChild ours, Path folder) {
        this.ours = ours;
        this.folder = folder;
    }

    void report(Report report, List<Path> files, int rounds) throws IOException, InterruptedException {
        report.line("| source | planned, CPU s | first segment | playable p50 | p95 | wall p50 s | load |");
        report.line("|---|---|---|---|---|---|---|");
        for (Path file : files) {
            Map<String, List<Double>> cpu = new LinkedHashMap<>();
            List<Double> wall = new ArrayList<>();
            List<Double> loads = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                loads.add(Machine.load());
                wall.add(measure(file, cpu));
            }
            Figures playable = new Figures(cpu.getOrDefault(PLAYABLE, List.of()));
            report.line("| " + file.getFileName() + " | " + median(cpu.getOrDefault(PLANNED, List.of())) + " | "
                    + median(cpu.getOrDefault(FIRST, List.of()))
                    + " | " + Figures.number(playable.median(), 2) + " | "
                    + Figures.number(playable.percentile(0.95), 2) + " | " + median(wall) + " | "
                    + Figures.number(new Figures(loads).median(), 1) + " |");
        }
    }

    private static String median(List<Double> values) {
        return Figures.number(new Figures(values).median(), 2);
    }

    /** @return seconds from the order until it could be played */
    private double measure(Path file, Map<String, List<Double>> cpu) throws IOException, InterruptedException {
        CpuRounds.delete(folder);
        Order order = ours.order(file, true, Files.createDirectories(folder.resolve("work")));
        ProcessBuilder spare = new ProcessBuilder(ours.command()).redirectError(ProcessBuilder.Redirect.DISCARD);
        spare.environment().put(ChildCommand.LONG_WORK, "");
        Process child = spare.start();
        try (InputStream out = new BufferedInputStream(child.getInputStream())) {
            double before = settled(child);
            long startNanos = System.nanoTime();
            order.writeDelimitedTo(child.getOutputStream());
            child.getOutputStream().flush();
            Waited waited = new Waited();
            while (true) {
                io.vitascope.contract.processing.Report said =
                        io.vitascope.contract.processing.Report.parseDelimitedFrom(out);
                if (said == null || said.hasFailed()) {
                    throw new IOException(file + ": " + said);
                }
                for (String step : waited.passed(said)) {
                    cpu.computeIfAbsent(step, key -> new ArrayList<>()).add(seconds(child) - before);
                    if (step.equals(PLAYABLE)) {
                        return (System.nanoTime() - startNanos) / 1e9;
                    }
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** What the parent waits for, see {@link Publication}. */
    private static final class Waited {

        private final Set<String> begun = new HashSet<>();
        private final Set<String> announced = new HashSet<>();
        private Planned plan = Planned.getDefaultInstance();
        private boolean anySegment;

        List<String> passed(io.vitascope.contract.processing.Report said) {
            List<String> steps = new ArrayList<>();
            if (said.getReportCase() == ReportCase.PLANNED) {
                plan = said.getPlanned();
                steps.add(PLANNED);
            } else if (said.getReportCase() == ReportCase.TRACK_STARTED) {
                announced.add(said.getTrackStarted().getName());
            } else if (said.getReportCase() == ReportCase.SEGMENT_CUT) {
                begun.add(said.getSegmentCut().getTrack());
                if (!anySegment) {
                    steps.add(FIRST);
                }
                anySegment = true;
                if (plan.getTracksList().stream().allMatch(this::isThere)) {
                    steps.add(PLAYABLE);
                }
            }
            return steps;
        }

        private boolean isThere(PlannedTrack track) {
            String name = track.getName();
            boolean copied = plan.getTracksList().stream().anyMatch(other -> other.getCopied() && !other.getAudio());
            if (track.getAudio() ? !name.equals(Sounds.MAIN) : copied && !track.getCopied()) {
                return true;
            }
            boolean soon = !plan.getAhead().isEmpty() && !track.getAudio() && !name.equals(plan.getAhead());
            return soon ? announced.contains(name) : begun.contains(name);
        }
    }

    /** Waits until the child waits for its order. */
    private static double settled(Process child) throws IOException, InterruptedException {
        double last = -1;
        double now = seconds(child);
        while (now != last || now == 0) {
            Thread.sleep(SETTLE_MILLIS);
            last = now;
            now = seconds(child);
        }
        return now;
    }

    /** User and system time of a process so far. */
    private static double seconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.UTF_8);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Kinds of files that people send, made of the first seconds of a film; those that are there already are kept. */
    static List<Path> kinds(BundledFfmpeg ffmpeg, Path film, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> h264 = List.of("-c:v", "libx264", "-preset", "veryfast", "-g", "48", "-pix_fmt", "yuv420p");
        List<String> stereo = List.of("-c:a", "aac", "-ac", "2");
        List<Path> files = new ArrayList<>();
        files.add(make(ffmpeg, film, folder.resolve("720p-copied.mp4"), List.of("-vf", "scale=-2:720"), h264, stereo));
        files.add(make(
                ffmpeg,
                film,
                folder.resolve("720p-5.1.mp4"),
                List.of("-vf", "scale=-2:720"),
                h264,
                List.of("-c:a", "aac", "-ac", "6")));
        files.add(make(
                ffmpeg,
                film,
                folder.resolve("1080p-hevc.mp4"),
                List.of("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"),
                List.of("-pix_fmt", "yuv420p"),
                stereo));
        files.add(make(
                ffmpeg,
                film,
                folder.resolve("1080p-4.2.2.mp4"),
                List.of("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv422p"),
                List.of(),
                stereo));
        files.add(make(
                ffmpeg,
                film,
                folder.resolve("576i-mpeg2.ts"),
                List.of("-vf", "scale=720:576,setsar=64/45,fps=50,tinterlace=interleave_top"),
                List.of("-c:v", "mpeg2video", "-flags", "+ildct+ilme", "-b:v", "5M"),
                List.of("-c:a", "mp2", "-ac", "2")));
        files.add(make(
                ffmpeg,
                film,
                folder.resolve("360p-mpeg4.avi"),
                List.of("-vf", "scale=-2:360", "-c:v", "mpeg4", "-q:v", "4"),
                List.of(),
                List.of("-c:a", "libmp3lame", "-ac", "2")));
        files.add(make(ffmpeg, film, folder.resolve("sound.m4a"), List.of("-vn"), List.of(), stereo));
        return files;
    }

    private static Path make(
            BundledFfmpeg ffmpeg, Path film, Path target, List<String> first, List<String> second, List<String> sound)
            throws IOException, InterruptedException {
        if (!Files.exists(target)) {
            List<String> arguments = new ArrayList<>(
                    List.of("-i", film.toString(), "-t", "10", "-map", "0:v:0", "-map", "0:a:0?", "-sn"));
            if (first.contains("-vn")) {
                arguments.subList(4, 6).clear();
            }
            arguments.addAll(first);
            arguments.addAll(second);
            arguments.addAll(sound);
            arguments.add(target.toString());
            ffmpeg.run(arguments);
        }
        return target;
    }
}
