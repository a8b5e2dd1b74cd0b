package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.VersionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RehearsalTest {

    @TempDir
    Path folder;

    /** With the few jars that a child has, and not all that a test has. */
    @Test
    void aChildThatHasRehearsedWorksOffItsOrder() throws IOException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        ChildClassPath.find(),
                        MediaChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            await().pollInterval(Duration.ofMillis(2))
                    .until(() -> !leftovers(folder).isEmpty());
            Order.newBuilder()
                    .setSource("")
                    .setVersion(VersionOrder.newBuilder().setEncoder("auto"))
                    .build()
                    .writeDelimitedTo(child.getOutputStream());
            child.getOutputStream().flush();
            assertThat(Report.parseDelimitedFrom(child.getInputStream()))
                    .isNotNull()
                    .satisfies(report -> assertThat(report.hasVersion()).isTrue());
            assertThat(leftovers(folder)).isEmpty();
        } finally {
            child.destroyForcibly();
        }
    }

    private static Set<String> leftovers() throws IOException {
        return leftovers(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static Set<String> leftovers(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
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
