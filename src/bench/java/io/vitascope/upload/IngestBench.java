package io.vitascope.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code src/bench/ingest}: what docs/benchmarks.md promises of uploads, measured with the packaged application. */
final class IngestBench {

    private static final Path FOLDER = Path.of("target", "bench", "ingest").toAbsolutePath();

    private IngestBench() {}

    interface Scenario {
        /** Lines of a report. */
        List<String> run(Path folder) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        List<String> only = List.of(
                options.getOrDefault("--only", "speed,many,kills,rounds,large").split(","));
        Map<String, Scenario> scenarios = Map.of(
                "speed", folder -> UploadSpeed.run(folder, number(options, "--megabytes", 1_024)),
                "many", folder -> ManyUploads.run(folder, number(options, "--many", 100)),
                "kills", folder -> KilledUploads.run(folder, number(options, "--kills", 50)),
                "rounds", folder -> KilledRounds.run(folder, number(options, "--rounds", 200)),
                "large", folder -> LargeUpload.run(folder, number(options, "--gigabytes", 20)));
        List<String> report = new ArrayList<>();
        for (String name : only) {
            Scenario scenario = scenarios.get(name);
            if (scenario == null) {
                throw new IllegalArgumentException("--only knows " + scenarios.keySet());
            }
            Path folder = FOLDER.resolve(name);
            delete(folder);
            List<String> lines = scenario.run(folder);
            lines.forEach(System.out::println);
            report.addAll(lines);
            delete(folder);
        }
        Files.createDirectories(FOLDER);
        Files.write(FOLDER.resolve("report.md"), report);
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }

    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void delete(Path folder) throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    }
}
