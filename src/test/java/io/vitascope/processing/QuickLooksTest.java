package io.vitascope.processing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.upload.ProbeResponse;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.kernel.ProblemException;
import io.vitascope.processing.ffmpeg.TestClips;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    /** By a kernel without memory, say. */
    @Test
    void aFileWhoseChildrenWereKilledIsNotRefused() {
        assertThatThrownBy(() -> probeWithKills(2)).hasCauseInstanceOf(ProblemException.class);
        assertThat(looks.engine().isBroken()).isFalse();
    }

    /** It may be what takes all memory; nobody shall examine it every minute for ever. */
    @Test
    void aFileWhoseChildrenAreKilledAgainAndAgainIsRefusedInTheEnd() throws Exception {
        Path clip = clip();
        for (int time = 1; time < 5; time++) {
            assertThatThrownBy(() -> withDeaths(2, ProcessHandle::destroyForcibly, () -> looks.probe(clip)))
                    .hasCauseInstanceOf(ProblemException.class);
        }
        ProbeResponse last = withDeaths(2, ProcessHandle::destroyForcibly, () -> looks.probe(clip));
        assertThat(last.getRefusal().getReason()).isEqualTo(Refusal.Reason.CRASHED);
    }

    @Test
    void aFileOnWhichTwoChildrenDieIsRefusedWhereAnotherIsExamined() throws Exception {
        Path clip = clip();
        ProbeResponse answer = withDeaths(2, LivingChildren::crash, () -> looks.probe(clip));
        assertThat(answer.getRefusal().getReason()).isEqualTo(Refusal.Reason.CRASHED);
    }

    /** Its libraries do not load, say. */
    @Test
    void aMachineThatCanExamineNothingRefusesNothing() throws Exception {
        Path clip = clip();
        assertThatThrownBy(() -> withDeaths(3, LivingChildren::crash, () -> looks.probe(clip)))
                .hasCauseInstanceOf(ProblemException.class);
        await("the engine is asked again").atMost(PATIENCE).until(() -> !looks.engine()
                .isBroken());
    }

    /** A process's own memory at address 0 gives EIO, as a disk with a bad sector does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDiskThatDoesNotGiveTheFileRefusesNothing() throws Exception {
        Path unreadable = Files.createSymbolicLink(folder.resolve("bad-sector.mp4"), Path.of("/proc/self/mem"));
        assertThatThrownBy(() -> looks.probe(unreadable)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aProcessOnWhichNoChildWorksIsReadyAllTheSameAndWellInTheEnd() throws Exception {
        assertThat(withDeaths(2, ProcessHandle::destroyForcibly, looks::askEngine)
                        .isBroken())
                .isTrue();
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", not(hasItem("FFmpeg child processes")));
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/q/health/well")
                .then()
                .body("checks.find { it.name == 'FFmpeg child processes' }.status", equalTo("UP")));
    }

    private ProbeResponse probeWithKills(int kills) throws Exception {
        Path clip = clip();
        return withDeaths(kills, ProcessHandle::destroyForcibly, () -> looks.probe(clip));
    }

    private Path clip() throws Exception {
        return TestClips.in(folder, "clip.mp4").frames(10, 25).noAudio().make();
    }

    private static <T> T withDeaths(int deaths, Consumer<ProcessHandle> end, Supplier<T> look) throws Exception {
        await("the child that warms FFmpeg up is gone").atMost(PATIENCE).until(() -> LivingChildren.all()
                .isEmpty());
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(look);
        Set<Long> dead = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> {
            LivingChildren.all().stream()
                    .filter(child -> dead.size() < deaths && dead.add(child.pid()))
                    .forEach(end);
            return answer.isDone();
        });
        assertThat(dead).hasSize(deaths);
        return answer.get();
    }
}
