package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.processing.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
    private static Set<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("rehearsal"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void theFirstStepsOfAnOrderAreGoneThroughAndNothingIsLeft() throws IOException {
        Ffmpeg.load();
        Set<String> before = leftovers();

        assertThat(Rehearsal.run()).isTrue();

        assertThat(leftovers()).isEqualTo(before);
    }
}
