package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes of the files of runs that are over, and when; no worker runs but the test. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class JobSweepTest {

    @Inject
    OneJob job;

    @Inject
    Jobs jobs;

    @Inject
    LeaseReports reports;

    @Inject
    JobSweep sweep;

    @Inject
    JobStore store;

    @Inject
    Scratch scratch;

    @Inject
    BlobStore blobs;

    @Inject
    Clock clock;

    @Test
    void aCompletedRunIsPublishedAndTheOneBeforeItIsSweptLater() throws LeaseLostException {
        reports.completed(job.running(), List.of(), List.of(), 1_000_000, List.of("a warning"));
        jobs.again(job.id, job.source, List.of());
        Lease second = job.taken();
        reports.completed(second, List.of(), List.of(), 2_000_000, List.of());
        assertThat(job.now().published()).isEqualTo(2);
        assertThat(job.now().output().durationUs()).isEqualTo(2_000_000);
        assertThat(job.isToBeSwept(clock.instant())).isFalse();
        assertThat(job.isToBeSwept(clock.instant().plus(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void filesThatCouldNotBeDeletedAreDeletedLater() throws LeaseLostException {
        reports.failed(job.running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(job.isToBeSwept(clock.instant())).isTrue();
        assertThat(sweep.begin(job.id)).isPresent();
        assertThat(job.isToBeSwept(clock.instant())).isFalse();
        assertThat(job.isToBeSwept(clock.instant().plus(Duration.ofMinutes(10))))
                .isTrue();
        sweep.end(job.id, 1);
        assertThat(job.isToBeSwept(clock.instant().plus(Duration.ofDays(1)))).isFalse();
    }

    @Test
    void theFilesOfARunThatHasBegunSinceTheSweepAreNotForgotten() throws LeaseLostException {
        reports.failed(job.running(), ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        assertThat(sweep.begin(job.id)).isPresent();
        jobs.again(job.id, job.source, List.of());
        Lease second = job.taken();
        reports.failed(second, ProcessingError.NOT_DECODABLE, "Nothing decodes.");
        sweep.end(job.id, 1);
        assertThat(job.isToBeSwept(clock.instant())).isTrue();
    }

    /** Its entry goes before its files. */
    @Test
    void whatCouldNotBeSweptIsSweptLater() throws LeaseLostException {
        reports.completed(job.running(), List.of(), List.of(), 1_000_000, List.of());
        jobs.again(job.id, job.source, List.of());
        reports.completed(job.taken(), List.of(), List.of(), 2_000_000, List.of());
        BlobKey old = BlobKey.ofVideo(job.id).child("g1").child("0.m4s");
        blobs.put(old, new byte[] {1});
        BlobStore denied = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                throw new UncheckedIOException(new IOException("denied"));
            }
        };
        Clock later = Clock.fixed(clock.instant().plus(Duration.ofDays(1)), ZoneOffset.UTC);
        new Reconciler(jobs, store, new JobSweep(store, denied, later), scratch, later).reconcile();
        assertThat(blobs.stat(old)).isPresent();
        assertThat(job.isToBeSwept(later.instant())).isFalse();
        Clock afterPatience = Clock.offset(later, Duration.ofMinutes(5));
        new Reconciler(jobs, store, new JobSweep(store, blobs, afterPatience), scratch, afterPatience).reconcile();
        assertThat(blobs.stat(old)).isEmpty();
    }
}
