package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RehearsalTest {
    private static Set<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("vitascope-rehearsal"))
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOrderIsGoneThroughAndNothingIsLeft(boolean whole) throws IOException {
        Set<String> before = leftovers();

        assertThat(Rehearsal.run(whole)).isTrue();

        assertThat(leftovers()).isEqualTo(before);
    }
}
