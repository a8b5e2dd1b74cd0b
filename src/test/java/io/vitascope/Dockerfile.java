package io.vitascope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The instructions of one of {@code src/main/docker}, each in one line, without comments. */
record Dockerfile(List<String> instructions) {

    private static final Pattern SETTING = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");

    static Dockerfile of(String kind) throws IOException {
        List<String> instructions = new ArrayList<>();
        StringBuilder instruction = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("src/main/docker/Dockerfile." + kind))) {
            String words = line.strip();
            if (words.isEmpty() || words.startsWith("#")) {
                continue;
            }
            boolean goesOn = words.endsWith("\\");
            instruction.append(goesOn ? words.substring(0, words.length() - 1) : words);
            if (!goesOn) {
                instructions.add(instruction.toString());
                instruction.setLength(0);
            }
        }
        return new Dockerfile(instructions);
    }

    /** Of all stages, in order. */
    List<String> bases() {
        return instructions.stream()
                .filter(instruction -> instruction.startsWith("FROM "))
                .map(instruction -> instruction.split(" ", -1)[1])
                .toList();
    }

    /** What is done in the stage of this name. */
    List<String> stage(String name) {
        int from = instructions.indexOf(instructions.stream()
                .filter(instruction -> instruction.startsWith("FROM ") && instruction.endsWith(" AS " + name))
                .findFirst()
                .orElseThrow());
        return untilNextStage(from);
    }

    /** What is done in the stage that becomes the image. */
    List<String> image() {
        List<String> all = List.copyOf(instructions);
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).startsWith("FROM ")) {
                return untilNextStage(i);
            }
        }
        throw new IllegalStateException("no stage");
    }

    /** The words behind an instruction of the image; of several the last. */
    String last(String keyword) {
        return image().stream()
                .filter(instruction -> instruction.startsWith(keyword + " "))
                .reduce((first, second) -> second)
                .orElseThrow()
                .substring(keyword.length() + 1)
                .strip();
    }

    /** The environment that the image sets. */
    Map<String, String> environment() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (MatchResult setting : SETTING.matcher(last("ENV")).results().toList()) {
            settings.put(setting.group(1), setting.group(2) == null ? setting.group(3) : setting.group(2));
        }
        return settings;
    }

    private List<String> untilNextStage(int from) {
        List<String> stage = new ArrayList<>();
        for (int i = from + 1; i < instructions.size() && !instructions.get(i).startsWith("FROM "); i++) {
            stage.add(instructions.get(i));
        }
        return stage;
    }
}
