package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.TightLimits;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As many requests as there are threads wait for something: none is left for anything else. */
@QuarkusTest
@TestProfile(TightLimits.class)
class CrowdedWorkersTest {

    private final Uploads uploads;
    private final UploadStore store;
    private final Writers writers;
    private final ProbeClient probe;
    private final UploadConfig config;
    private int requests;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    CrowdedWorkersTest(Uploads uploads, UploadStore store, Writers writers, ProbeClient probe, UploadConfig config) {
        this.uploads = uploads;
        this.store = store;
        this.writers = writers;
        this.probe = probe;
        this.config = config;
    }

    @BeforeEach
    void crowd() {
        requests = ConfigProvider.getConfig().getValue("quarkus.thread-pool.max-threads", Integer.class) + 1;
        Executor workers = Infrastructure.getDefaultWorkerPool();
        for (int i = 0; i < requests; i++) {
            workers.execute(() -> {
                begun.incrementAndGet();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    @AfterEach
    void letGo() {
        int atTheEnd = begun.get();
        over.countDown();
        assertThat(atTheEnd).as("some of them had no thread all the time").isLessThan(requests);
    }

    @Test
    void anUploadThatIsExaminedIsKeptAlive() {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        store.open(id, UploadRecord.open(now, now.plus(config.patience()), null, null));
        uploads.keepingAlive(id, () -> {
            Instant first = store.find(id).orElseThrow().deadline();
            await().until(() -> store.find(id).orElseThrow().deadline().isAfter(first.plus(config.heartbeat())));
            return true;
        });
        uploads.discard(id, Ending.LOST);
    }

    @Test
    void anUploadWhoseClientPausesIsKeptAlive() {
        try (Incoming incoming = uploads.begin(-1, null, IdempotencyKeys.Claim.NONE)) {
            VideoId id = incoming.id();
            Instant first = store.find(id).orElseThrow().deadline();
            await().until(() -> store.find(id).orElseThrow().deadline().isAfter(first.plus(config.patience())));
        }
    }

    @Test
    void aWriterKeepsItsLease() {
        long nowNanos = System.nanoTime();
        try (Writer writer = writers.take(VideoId.create(0), () -> {})) {
            long halfwayNanos = nowNanos + config.lease().toNanos() / 2;
            assertThat(writer.isDueAt(halfwayNanos)).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> !writer.isDueAt(halfwayNanos));
        }
    }

    @Test
    void aFileIsExaminedForWhomeverHasAThread() throws IOException {
        assertThat(probe.probe(Clip.file()).durationUs()).isPositive();
    }
}
