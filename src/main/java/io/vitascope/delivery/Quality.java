package io.vitascope.delivery;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a viewer may ask for: {@code auto}, {@code source}, {@code hd} (720 lines), {@code sd} (480), {@code low} (360),
 * or a rendition by its name.
 *
 * <p>The three classes mean the best rendition that does not exceed their lines; a video whose renditions all exceed
 * them is served in its smallest. Threads: immutable.
 */
record Quality(String name) {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    static final Quality AUTO = new Quality("auto");

    /** Empty text means {@code auto}; empty when nothing could ever have that name. */
    static Optional<Quality> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(AUTO);
        }
        return SHAPE.matcher(text).matches() ? Optional.of(new Quality(text)) : Optional.empty();
    }

    boolean isAuto() {
        return "auto".equals(name);
    }

    boolean isSource() {
        return "source".equals(name);
    }

    /** The rendition that is meant, whether or not it is ready; empty when there is none of this name. */
    Optional<ProgressiveFile> choose(List<ProgressiveFile> renditions) {
        return switch (name) {
            case "auto", "source" -> renditions.stream().max(Comparator.comparingInt(ProgressiveFile::lines));
            case "hd" -> atMost(720, renditions);
            case "sd" -> atMost(480, renditions);
            case "low" -> atMost(360, renditions);
            default ->
                renditions.stream()
                        .filter(file -> file.rendition().equals(name))
                        .findFirst();
        };
    }

    /** Every word that is understood for a video of these renditions, for the answer to one that is not. */
    static List<String> allowed(List<ProgressiveFile> renditions) {
        return Stream.concat(
                        Stream.of("auto", "source", "hd", "sd", "low"),
                        renditions.stream().map(ProgressiveFile::rendition))
                .distinct()
                .toList();
    }

    private static Optional<ProgressiveFile> atMost(int lines, List<ProgressiveFile> renditions) {
        Comparator<ProgressiveFile> byLines = Comparator.comparingInt(ProgressiveFile::lines);
        return renditions.stream()
                .filter(file -> file.lines() <= lines)
                .max(byLines)
                .or(() -> renditions.stream().min(byLines));
    }
}
