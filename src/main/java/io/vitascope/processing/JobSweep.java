package io.vitascope.processing;

import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Records;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Deletes the blobs of all runs but the published one. A run that is under way has them swept when it is over.
 *
 * <p>Threads: safe for all worker threads; several may sweep one job at once.
 */
@Singleton
final class JobSweep {

    /** Deleting the files of a video in a bucket may take as long; then another try begins. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final JobStore store;
    private final BlobStore blobs;
    private final Clock clock;

    JobSweep(JobStore store, BlobStore blobs, Clock clock) {
        this.store = store;
        this.blobs = blobs;
        this.clock = clock;
    }

    void sweep(VideoId id) {
        Optional<Job> over = begin(id);
        if (over.isEmpty()) {
            return;
        }
        Job job = over.get();
        for (int generation = 1; generation <= job.generation(); generation++) {
            if (generation != job.published()) {
                blobs.deleteAll(VideoBlobs.run(id, generation));
            }
        }
        end(id, job.generation());
    }

    /**
     * The files of runs that are over are about to be deleted. Unless {@link #end} follows, they are due again.
     *
     * @return the job; empty while a run is under way that may need the files, and when another room deletes them
     */
    Optional<Job> begin(VideoId id) {
        Records.Change<Job> change = store.change(id, (current, transaction) -> {
            if (current.filter(job -> job.state().isOver()).isEmpty()) {
                store.swept(transaction, id);
                return current;
            }
            store.sweepAt(transaction, id, clock.instant().plus(PATIENCE));
            return current.map(Job::keepingNothing);
        });
        return change.after().filter(job -> job.state().isOver());
    }

    /** They are gone. A run that has begun since then has its own files swept, and is left to that. */
    void end(VideoId id, int generation) {
        store.change(id, (current, transaction) -> {
            if (current.filter(job -> job.state().isOver() && job.generation() == generation)
                    .isPresent()) {
                store.swept(transaction, id);
            }
            return current;
        });
    }
}
