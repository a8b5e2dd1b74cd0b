package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Reads videos and joins them with views and live progress; one question each for a whole page. */
@Singleton
final class LiveVideos {

    private static final Logger LOG = Logger.getLogger(LiveVideos.class);

    /** Of the queue, the next first. */
    static final int MOST_WAITING = 100;

    private final Catalog catalog;
    private final VideoStore store;
    private final ProcessingClient processing;
    private final CatalogConfig config;

    LiveVideos(Catalog catalog, VideoStore store, ProcessingClient processing, CatalogConfig config) {
        this.catalog = catalog;
        this.store = store;
        this.processing = processing;
        this.config = config;
    }

    /** Errors: {@link CatalogError#VIDEO_NOT_FOUND}. */
    LiveVideo get(VideoId id) {
        return join(catalog.get(id));
    }

    LiveVideo join(Video video) {
        return join(List.of(new VideoStore.Viewed(video, store.views(video.videoId()))))
                .get(0);
    }

    /** Those of these videos that there are, in the same order. */
    List<LiveVideo> findAll(List<VideoId> ids) {
        return join(store.findAll(ids));
    }

    VideoPage<LiveVideo> page(VideoQuery query) {
        catchUp();
        VideoPage<VideoStore.Viewed> page = store.page(query);
        return new VideoPage<>(join(page.items()), page.totalCount(), page.next());
    }

    /**
     * How far videos that are being processed have come, without their views; none while nobody can tell.
     *
     * @param all those that are worked on, and the first of the queue
     * @param watched these, wherever they are in the queue
     * @param known videos that need not be read again
     */
    List<LiveVideo> progress(boolean all, Set<VideoId> watched, Map<VideoId, Video> known) {
        Map<VideoId, Job> jobs = new LinkedHashMap<>();
        try {
            if (all) {
                jobs.putAll(processing
                        .openJobs(MOST_WAITING, config.progressPatience())
                        .jobs());
            }
            List<VideoId> others =
                    watched.stream().filter(id -> !jobs.containsKey(id)).toList();
            if (!others.isEmpty()) {
                jobs.putAll(processing.jobs(others, config.progressPatience()));
            }
        } catch (ProblemException away) {
            LOG.debugf("Watched without progress: %s", away.detail());
            return List.of();
        }
        Map<VideoId, Video> videos = new HashMap<>(known);
        videos.putAll(store.living(
                jobs.keySet().stream().filter(id -> !known.containsKey(id)).toList()));
        return jobs.entrySet().stream()
                .filter(job -> videos.containsKey(job.getKey()))
                .map(job -> new LiveVideo(
                        Objects.requireNonNull(videos.get(job.getKey())),
                        0,
                        job.getValue().percent(),
                        Optional.of(job.getValue())))
                .filter(one -> one.video().state() == Video.State.PROCESSING)
                .toList();
    }

    /** The videos of these jobs as far as the catalog has them, in the same order, without their views. */
    List<LiveVideo> working(Map<VideoId, Job> jobs) {
        return store.living(jobs.keySet()).entrySet().stream()
                .map(known -> {
                    Job job = Objects.requireNonNull(jobs.get(known.getKey()));
                    return new LiveVideo(known.getValue(), 0, job.percent(), Optional.of(job));
                })
                .toList();
    }

    private List<LiveVideo> join(List<VideoStore.Viewed> videos) {
        List<VideoId> inProcess = videos.stream()
                .map(VideoStore.Viewed::video)
                .filter(video -> video.state() == Video.State.PROCESSING)
                .map(Video::videoId)
                .toList();
        Optional<Map<VideoId, Job>> jobs = inProcess.isEmpty() ? Optional.empty() : jobs(inProcess);
        return videos.stream().map(viewed -> live(viewed, jobs)).toList();
    }

    private static LiveVideo live(VideoStore.Viewed viewed, Optional<Map<VideoId, Job>> jobs) {
        Video video = viewed.video();
        if (video.state() != Video.State.PROCESSING) {
            return new LiveVideo(video, viewed.views(), LiveVideo.still(video).progressPercent(), Optional.empty());
        }
        Optional<Job> job = jobs.map(known -> known.get(video.videoId()));
        Optional<Double> progress = jobs.flatMap(known -> job.map(Job::percent).orElse(Optional.of(0.0)));
        return new LiveVideo(video, viewed.views(), progress, job);
    }

    private void catchUp() {
        try {
            catalog.catchUp();
        } catch (ProblemException away) {
            LOG.debugf("Shown without what is just arriving: %s", away.detail());
        }
    }

    private Optional<Map<VideoId, Job>> jobs(List<VideoId> ids) {
        try {
            return Optional.of(processing.jobs(ids, config.progressPatience()));
        } catch (ProblemException away) {
            LOG.debugf("Shown without progress: %s", away.detail());
            return Optional.empty();
        }
    }
}
