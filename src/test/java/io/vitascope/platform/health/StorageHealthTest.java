package io.vitascope.platform.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vitascope.storage.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StorageHealthTest {

    @TempDir
    Path folder;

    @Test
    void aFolderWithRoomIsReadyAndWell() {
        assertThat(ready(folder).getStatus()).isEqualTo(Status.UP);
        assertThat(well(folder).getStatus()).isEqualTo(Status.UP);
        assertThat(folder).isEmptyDirectory();
    }

    /** A folder of the kernel's stands for a full one: it can be read, and nobody may write to it, root neither. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatTakesNothingIsNotWellButReady() {
        Path full = Path.of("/proc");
        assertThat(ready(full).getStatus()).isEqualTo(Status.UP);
        HealthCheckResponse well = well(full);
        assertThat(well.getStatus()).isEqualTo(Status.DOWN);
        assertThat(well.getData().orElseThrow().get("reason")).asString().startsWith("cannot be written: ");
    }

    @Test
    void aFolderThatTakesNoUploadsOrNoJobsIsNotWellAndSaysWhich() {
        HealthCheckResponse noUploads = well(folder, 999);
        assertThat(noUploads.getStatus()).isEqualTo(Status.DOWN);
        assertThat(noUploads.getData().orElseThrow())
                .containsEntry("reason", "uploads are refused")
                .containsEntry("kept_free_by_uploads", 1_000L)
                .containsEntry("kept_free_by_jobs", 500L);
        assertThat(well(folder, 499).getData().orElseThrow())
                .containsEntry("reason", "uploads are refused, and jobs wait");
    }

    @Test
    void aFolderThatIsGoneIsNotReady() throws Exception {
        Path gone = Files.createDirectory(folder.resolve("gone"));
        Scratch scratch = new Scratch(gone);
        Files.delete(gone);
        HealthCheckResponse ready = new StorageHealth(scratch).call();
        assertThat(ready.getStatus()).isEqualTo(Status.DOWN);
        assertThat(ready.getData().orElseThrow().get("reason")).asString().startsWith("cannot be read: ");
    }

    private static HealthCheckResponse ready(Path folder) {
        return new StorageHealth(new Scratch(folder)).call();
    }

    private static HealthCheckResponse well(Path folder) {
        return well(folder, 1_000);
    }

    private static HealthCheckResponse well(Path folder, long usableBytes) {
        return new StorageRoomHealth(new Scratch(folder), () -> usableBytes, 1_000, 500, new SimpleMeterRegistry())
                .call();
    }
}
