package io.vitascope.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Housekeeping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    @TempDir
    Path folder;

    @Test
    void aDataFolderThatCanNotBeMadeIsNamedWithWhatToDo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        UncheckedIOException failure =
                catchThrowableOfType(UncheckedIOException.class, () -> make(file.resolve("data")));
        String told = Commands.startFailure(new RuntimeException("Failed to start application", failure));
        assertThat(told).startsWith("error   disk: " + file).contains("vitascope.data-dir");
    }

    @Test
    void anythingElseIsToldByTheSentenceForPeople() {
        Exception sentence = new IllegalStateException("vitascope.storage.s3.bucket is missing", new Exception("x"));
        assertThat(Commands.startFailure(new RuntimeException("Failed to start application", sentence)))
                .startsWith("error   start: vitascope.storage.s3.bucket is missing")
                .contains("docs/configuration.md");
    }

    /** Its exit code is for programs: 1 when something is missing, and not for what only takes room. */
    @Test
    void storageLooksAndSweepsOnlyWhenItIsToldTo() {
        List<String> asked = new ArrayList<>();
        Finding excess = Finding.warning("orphan", "videos/x: 3 blobs.", "Sweep.");
        Housekeeping house = new Housekeeping() {
            @Override
            public List<Finding> look() {
                asked.add("look");
                return List.of(excess);
            }

            @Override
            public List<Finding> sweep() {
                asked.add("sweep");
                return List.of(excess, Finding.error("missing", "The source of y.", "Backup."));
            }
        };
        assertThat(run(house, "storage")).isEqualTo("""
            warning orphan: videos/x: 3 blobs.
                    Sweep.
            0 errors, 1 warnings
            0\
            """);
        assertThat(asked).containsExactly("look");
        assertThat(run(house, "storage", "--sweep"))
                .contains("error   missing: The source of y.")
                .endsWith("\n1");
        assertThat(asked).containsExactly("look", "sweep");
        assertThat(run(house, "storage", "--dry-run"))
                .startsWith("Usage: doctor")
                .endsWith("\n2");
        assertThat(run(house, "storage", "--sweep", "now")).endsWith("\n2");
        assertThat(asked).hasSize(2);
        assertThat(Commands.isNamedBy("storage", "--sweep")).isTrue();
    }

    /** What was printed, and the exit code behind it. */
    @SuppressWarnings("NullAway") // the others are not asked
    private static String run(Housekeeping house, String... words) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = new Commands(null, null, house)
                .run(new PrintStream(printed, true, StandardCharsets.UTF_8), List.of(words));
        return printed.toString(StandardCharsets.UTF_8) + code;
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
