package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.Tracer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job from its source to its end, with a store that the test slows down. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class JobRunnerTest {

    @TempDir
    Path folder;

    @Inject
    Jobs jobs;

    @Inject
    JobStore store;

    @Inject
    ChildProcesses children;

    @Inject
    BlobStore blobs;

    @Inject
    LocalFiles files;

    @Inject
    Scratch scratch;

    @Inject
    ProcessingConfig config;

    @Inject
    ChildConfig limits;

    @Inject
    RunMeters meters;

    @Inject
    Tracer tracer;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final BlobKey source = BlobKey.ofVideo(id).child("source");

    @Test
    void aJobIsStillOursWhileItsStoreTakesItsTime() throws Exception {
        blobs.put(source, TestClips.in(folder, "clip.mp4").make());
        AtomicInteger slow = new AtomicInteger();
        BlobStore whileBeating = new ForwardingStore(blobs) {
            @Override
            public void put(BlobKey key, Path file) {
                if (key.value().endsWith(".mp4")) {
                    slow.incrementAndGet();
                    Instant before = deadline();
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> deadline().isAfter(before.plusMillis(1_500)));
                }
                super.put(key, file);
            }
        };
        jobs.enqueue(id, source);
        Lease lease = jobs.take(id, job().assignment().dispatch(), false).orElseThrow();

        JobRunner runner = runner(whileBeating);
        try {
            runner.run(lease, () -> false);
        } finally {
            runner.close();
        }

        assertThat(slow).hasPositiveValue();
        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
    }

    private JobRunner runner(BlobStore slow) {
        return new JobRunner(jobs, children, slow, files, scratch, config, limits, meters, tracer);
    }

    private Instant deadline() {
        return job().assignment().deadline();
    }

    private Job job() {
        return store.find(id).orElseThrow();
    }
}
