package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    private static final int TRACKS = 20;

    @TempDir
    Path root;

    /** A worker whose run is over and the reconciler may find the same folder at the same time. */
    @Test
    void twoThatDeleteTheSameFolderBothSucceed() throws Exception {
        Scratch scratch = new Scratch(root);
        for (int track = 0; track < TRACKS; track++) {
            Path folder = Files.createDirectories(root.resolve("job/track-" + track));
            for (int segment = 0; segment < 500; segment++) {
                Files.createFile(folder.resolve(segment + ".m4s"));
            }
        }
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> scratch.delete("job"));
        await().pollInSameThread().pollInterval(Duration.ofNanos(1)).until(() -> tracks() < TRACKS);
        scratch.delete("job");
        first.get(1, TimeUnit.MINUTES);
        assertThat(root).isEmptyDirectory();
    }

    private int tracks() {
        String[] names = root.resolve("job").toFile().list();
        return names == null ? 0 : names.length;
    }
}
