package io.vitascope.processing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found, as Markdown: printed line by line and kept for a file. Confined to one thread. */
final class Report {

    private final List<String> lines = new ArrayList<>();

    void line(String line) {
        lines.add(line);
        System.out.println(line);
    }

    void title(String title) {
        line("");
        line("### " + title);
        line("");
    }

    void writeTo(Path file) throws IOException {
        Files.write(file, lines);
        System.out.println("\nwritten to " + file);
    }
}
