package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
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

    @Inject
    Uploads uploads;

    @Inject
    GrowingFiles growingFiles;

    @Test
    void anUploadIsNotGivenUpWhileItsFileIsExamined() throws Exception {
        File clip =
                TestClips.in(folder, "clip.mp4").frames(10, 25).noAudio().make().toFile();
        CompletableFuture<Response> answer = upload(clip);
        ProcessHandle probe = stoppedProbe();
        try {
            await("several sweeps, each of them after the deadline of an upload without heartbeat")
                    .pollDelay(LONGER_THAN_THE_PATIENCE)
                    .untilAsserted(() -> assertThat(answer).isNotDone());
            stale.sweep();
        } finally {
            signal("-CONT", probe);
        }
        assertThat(answer.get().statusCode()).isEqualTo(201);
    }

    /** As by another process, while all of this one stands still. */
    @Test
    void anUploadThatIsGivenUpUnderItsExaminationIsNotCalledABadFile() throws Exception {
        File clip =
                TestClips.in(folder, "clip.mp4").frames(10, 25).noAudio().make().toFile();
        CompletableFuture<Response> answer = upload(clip);
        ProcessHandle probe = stoppedProbe();
        try {
            growingFiles.all().forEach(id -> uploads.discard(id, Ending.LOST));
        } finally {
            signal("-CONT", probe);
        }
        assertThat(answer.get().statusCode()).as(answer.get().asString()).isEqualTo(409);
        assertThat(answer.get().<String>path("code")).isEqualTo("upload/expired");
    }

    private static CompletableFuture<Response> upload(File clip) {
        await("the child that warms FFmpeg up is gone").until(() -> probes().isEmpty());
        return CompletableFuture.supplyAsync(
                () -> given().multiPart("video", clip).post("/upload"));
    }

    private static ProcessHandle stoppedProbe() throws IOException, InterruptedException {
        ProcessHandle probe = await("a probe that can be stopped")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> probes().stream().findFirst().orElse(null), process -> process != null);
        signal("-STOP", probe);
        return probe;
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
