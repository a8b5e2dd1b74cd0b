package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vitascope.contract.processing.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WritingReportsTest {
    @TempDir
    private Path folder;

    private final Queue<Report.Builder> told = new ConcurrentLinkedQueue<>();

    @Test
    void whatIsWrittenIsToldAndWhatStandsStillIsNot() throws IOException {
        Path file = folder.resolve("film.mp4");
        try (WritingReports reports = new WritingReports(file, told::add)) {
            Files.write(file, new byte[100]);
            await().until(() -> told.size() == 1);
            assertThat(told.peek().getFileGrowing().getFile()).isEqualTo(file.toString());

            Files.write(file, new byte[10], StandardOpenOption.WRITE); // in place, as an index is put in front
            await().until(() -> told.size() == 2);

            await().during(Duration.ofMillis(1_500)).until(() -> told.size() == 2);
        }
        assertThat(told).hasSize(2);
    }
}
