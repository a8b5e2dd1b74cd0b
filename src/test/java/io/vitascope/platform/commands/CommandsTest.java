package io.vitascope.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
