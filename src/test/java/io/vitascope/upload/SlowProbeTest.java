package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.TightLimits;
import io.vitascope.processing.ffmpeg.TestClips;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An examination may outlast the patience for uploads: its own process keeps the upload alive. */
@QuarkusTest
@TestProfile(TightLimits.class)
class SlowProbeTest {

    private static final Duration LONGER_THAN_THE_PATIENCE = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    @Inject
    StaleUploads stale;

    @Test
    void anUploadIsNotGivenUpWhileItsFileIsExamined() throws Exception {
        File clip =
                TestClips.in(folder, "clip.mp4").frames(10, 25).noAudio().make().toFile();
        await("the child that warms FFmpeg up is gone").until(() -> probes().isEmpty());
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> given().multiPart("video", clip).post("/upload").statusCode());
        ProcessHandle probe = await("a probe that can be stopped")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> probes().stream().findFirst().orElse(null), process -> process != null);
        signal("-STOP", probe);
        try {
            await("several sweeps, each of them after the deadline of an upload without heartbeat")
                    .pollDelay(LONGER_THAN_THE_PATIENCE)
                    .untilAsserted(() -> assertThat(status).isNotDone());
            stale.sweep();
        } finally {
            signal("-CONT", probe);
        }
        assertThat(status.get()).isEqualTo(201);
    }

    private static List<ProcessHandle> probes() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive()
                        && process.info().commandLine().orElse("").contains("processing.MediaChild"))
                .toList();
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
