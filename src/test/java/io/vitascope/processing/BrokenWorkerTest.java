package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker all of whose child processes die, because of its libraries say, and that gets better. */
@QuarkusTest
class BrokenWorkerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Inject
    QuickLooks looks;

    @Inject
    Jobs jobs;

    @Inject
    JobStore store;

    @Inject
    BlobStore blobs;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final BlobKey source = BlobKey.ofVideo(id).child("source");

    @Test
    void aWorkerTakesNoTaskUntilAChildProcessWorks() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        await("nobody is at work")
                .atMost(PATIENCE)
                .until(() -> store.open(1).running().isEmpty());
        CompletableFuture<EngineState> asked = CompletableFuture.supplyAsync(looks::askEngine);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> {
            LivingChildren.all().forEach(LivingChildren::crash);
            return asked.isDone();
        });
        assertThat(asked.get().isBroken()).isTrue();

        jobs.enqueue(id, source);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            Job job = store.find(id).orElseThrow();
            if (looks.engine().isBroken()) {
                assertThat(job.generation()).isZero();
            }
            return job.state() == Job.State.COMPLETED;
        });
        assertThat(store.find(id).orElseThrow().generation()).isEqualTo(1);
    }
}
