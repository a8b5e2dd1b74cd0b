package io.vitascope.processing;

import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import java.util.List;

/**
 * The right to work on a job in one generation, until another worker begins the next.
 *
 * <p>{@code careful}: an earlier run crashed before it had copied the picture, so nothing is to be taken for granted of
 * the source. {@code lean}: children of earlier runs were killed more than once, so this one takes as little memory as
 * it can. {@code kept}: what earlier runs finished. {@code claim}: the word of the worker that has it, in whatever
 * generation.
 */
record Lease(
        VideoId id,
        int generation,
        BlobKey source,
        List<String> wanted,
        boolean careful,
        boolean lean,
        List<Job.Kept> kept,
        String claim) {

    /** On the run of {@code job} that is under way. */
    static Lease of(VideoId id, Job job) {
        return new Lease(
                id,
                job.generation(),
                new BlobKey(job.wish().sourceKey()),
                job.wish().renditions(),
                job.assignment().crashes() > 0
                        && job.kept().stream().noneMatch(kept -> kept.key().isEmpty()),
                job.assignment().machineFailures() > 1,
                job.kept(),
                job.assignment().claim());
    }

    boolean holds(Job job) {
        return job.isRunning(generation);
    }

    /** Under which everything of this run is published. */
    BlobKey prefix() {
        return VideoBlobs.run(id, generation);
    }

    /** The name of this run's folder on scratch disk. */
    String workspace() {
        return "job-" + id + "-g" + generation;
    }
}
