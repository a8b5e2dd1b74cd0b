package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What goes on, for those who operate the service. Threads: safe for all worker threads; blocks. */
@Singleton
final class Activity {

    /** Of what waits, and of what has failed. */
    private static final int MOST = 50;

    private final VideoStore store;
    private final LiveVideos videos;
    private final ProcessingClient processing;
    private final Scratch scratch;
    private final CatalogConfig config;
    private final UntilChanged<VideoStore.Bytes> bytes;

    Activity(
            VideoStore store,
            LiveVideos videos,
            ProcessingClient processing,
            Scratch scratch,
            CatalogConfig config,
            VideoChanges changes) {
        this.store = store;
        this.videos = videos;
        this.processing = processing;
        this.scratch = scratch;
        this.config = config;
        this.bytes = new UntilChanged<>(changes, store::bytes);
    }

    /**
     * What is worked on and what waits, the next first.
     *
     * @param jobs also those whose video is not known
     */
    record Queue(ProcessingClient.OpenJobs jobs, List<LiveVideo> work) {

        List<LiveVideo> in(Job.State state) {
            return work.stream()
                    .filter(live ->
                            live.job().filter(job -> job.state() == state).isPresent())
                    .toList();
        }
    }

    /** Empty when the processing room does not answer. */
    Optional<Queue> queue() {
        try {
            ProcessingClient.OpenJobs open = processing.openJobs(MOST, config.progressPatience());
            return Optional.of(new Queue(open, videos.working(open.jobs())));
        } catch (ProblemException away) {
            return Optional.empty();
        }
    }

    /** The newest uploads first. */
    VideoPage<LiveVideo> failures() {
        return videos.page(VideoQuery.parse("-created_at", Video.State.FAILED.word(), List.of(), 1, MOST, ""));
    }

    VideoStore.Counts counts() {
        return store.counts();
    }

    VideoStore.Bytes bytes() {
        return bytes.get();
    }

    /** What may still be written to the volume of the data folder. */
    long usableBytes() {
        return scratch.usableBytes();
    }
}
