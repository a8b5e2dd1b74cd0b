package io.vitascope.processing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.upload.ProbeResponse;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.processing.ffmpeg.TestClips;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose examination is killed from outside, by a kernel that is short of memory, say. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class QuickLooksTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Inject
    QuickLooks looks;

    @Test
    void aFileIsExaminedByAnotherChildWhenTheFirstIsKilled() throws Exception {
        assertThat(probeWithKills(1).hasMedia()).isTrue();
    }

    @Test
    void aFileOnWhichTwoChildrenDieIsRefused() throws Exception {
        ProbeResponse answer = probeWithKills(2);
        assertThat(answer.getRefusal().getReason()).isEqualTo(Refusal.Reason.CRASHED);
    }

    @Test
    void aProcessWhoseFirstChildrenWereKilledIsReadyInTheEnd() throws Exception {
        assertThat(withKills(2, looks::askEngine).isBroken()).isTrue();
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private ProbeResponse probeWithKills(int kills) throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").frames(10, 25).noAudio().make();
        return withKills(kills, () -> looks.probe(clip));
    }

    private static <T> T withKills(int kills, Supplier<T> look) throws Exception {
        await("the child that warms FFmpeg up is gone").atMost(PATIENCE).until(() -> children()
                .isEmpty());
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(look);
        Set<Long> killed = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> {
            children().stream()
                    .filter(child -> killed.size() < kills && killed.add(child.pid()))
                    .forEach(ProcessHandle::destroyForcibly);
            return answer.isDone();
        });
        assertThat(killed).hasSize(kills);
        return answer.get();
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive()
                        && process.info().commandLine().orElse("").contains(MediaChild.class.getName()))
                .toList();
    }
}
