package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.KeptClip;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job whose child processes are killed, with the real engine. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class CrashedRunsTest {

    @Inject
    OneWorker worker;

    @Inject
    Jobs jobs;

    @Inject
    JobStore store;

    @Inject
    BlobStore blobs;

    @Inject
    ProcessingEventsPublisher events;

    @Inject
    ProcessingConfig config;

    private final VideoId id = VideoId.create(System.currentTimeMillis());
    private final BlobKey source = BlobKey.ofVideo(id).child("source");
    private final List<Integer> killed = new ArrayList<>();

    /** Of one group of pictures and four channels, so that nothing of it is passed on. */
    @BeforeEach
    void aJobWaits() throws Exception {
        Path clip = KeptClip.of("ten-seconds-to-encode.mkv", look -> look.format("matroska")
                .size(480, 360)
                .grainy()
                .frames(250, 25)
                .gop(250)
                .audio(10, 4));
        blobs.put(source, clip);
        jobs.enqueue(id, source);
    }

    @Test
    void aFileOnWhichTwoChildrenDieFailsWithACodeWhereAnotherIsExamined() throws Exception {
        run(blobs, LivingChildren::crash, job -> !job.output().renditions().isEmpty());

        assertThat(killed).containsExactly(1, 2);
        assertThat(job().state()).isEqualTo(Job.State.FAILED);
        assertThat(job().generation()).isEqualTo(2);
        assertThat(job().output().failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("processing/crashed");
            assertThat(failure.retryable()).isTrue();
        });
    }

    @Test
    void whatAKilledRunHadFinishedTheNextOneTakesOver() throws Exception {
        BlobKey second = VideoBlobs.run(id, 2);
        Set<String> finished = new TreeSet<>();
        Set<String> takenOver = new TreeSet<>();
        Set<String> made = new TreeSet<>();
        BlobStore noting = new ForwardingStore(blobs) {
            @Override
            public boolean copy(BlobKey from, BlobKey to) {
                takenOver.addAll(trackOf(second, to));
                return blobs.copy(from, to);
            }

            @Override
            public void put(BlobKey key, Path file) {
                made.addAll(trackOf(second, key));
                super.put(key, file);
            }
        };

        run(noting, ProcessHandle::destroyForcibly, job -> {
            finished.addAll(job.kept().stream()
                    .filter(kept -> kept.generation() == 1)
                    .map(Job.Kept::track)
                    .toList());
            return killed.isEmpty() && !job.kept().isEmpty();
        });

        assertThat(killed).containsExactly(1);
        assertThat(job().state()).isEqualTo(Job.State.QUEUED);
        assertThat(job().assignment().machineFailures()).isEqualTo(1);
        Clock later = Clock.fixed(job().assignment().deadline().plusMillis(1), ZoneOffset.UTC);
        new Jobs(store, events, config, later).overdue(id, job().assignment().deadline());
        worker.run(id, noting, () -> false);

        assertThat(job().state()).isEqualTo(Job.State.COMPLETED);
        assertThat(job().assignment().crashes()).isZero();
        assertThat(job().generation()).isEqualTo(2);
        assertThat(finished).isNotEmpty();
        assertThat(takenOver).containsAll(finished);
        assertThat(made).doesNotContainAnyElementsOf(takenOver);
    }

    /** Of a segment or the beginning of a track; none for other files. */
    private static List<String> trackOf(BlobKey run, BlobKey key) {
        String prefix = run.value() + "/";
        String name = key.value().startsWith(prefix) ? key.value().substring(prefix.length()) : "";
        return name.matches("[^/]+/(\\d+\\.m4s|init\\.mp4)")
                ? List.of(name.substring(0, name.indexOf('/')))
                : List.of();
    }

    /** @param deadly when the child of a run is ended, once in each */
    private void run(BlobStore over, Consumer<ProcessHandle> end, Predicate<Job> deadly) throws Exception {
        worker.run(id, over, () -> {
            Job job = job();
            if (!killed.contains(job.generation()) && deadly.test(job)) {
                killed.add(job.generation());
                LivingChildren.all().forEach(end);
            }
            return false;
        });
    }

    private Job job() {
        return store.find(id).orElseThrow();
    }
}
