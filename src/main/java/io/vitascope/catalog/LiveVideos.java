package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads videos and joins them with views and live progress; one question each for a whole page. */
@Singleton
final class LiveVideos {

    private static final Logger LOG = Logger.getLogger(LiveVideos.class);

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

    /** How far videos that are being processed have come, without their views; none while nobody can tell. */
    List<LiveVideo> progress(List<Video> working) {
        if (working.isEmpty()) {
            return List.of();
        }
        return jobs(working.stream().map(Video::videoId).toList())
                .map(jobs -> working.stream()
                        .map(video -> live(new VideoStore.Viewed(video, 0), Optional.of(jobs)))
                        .toList())
                .orElse(List.of());
    }

    /** The videos of these jobs as far as the catalog has them, in the same order, without their views. */
    List<LiveVideo> working(Map<VideoId, Job> jobs) {
        Map<VideoId, Entry> known = store.records().findAll(List.copyOf(jobs.keySet()));
        List<LiveVideo> working = new ArrayList<>();
        jobs.forEach((id, job) -> Optional.ofNullable(known.get(id))
                .flatMap(Entry::living)
                .ifPresent(video -> working.add(new LiveVideo(video, 0, job.percent(), Optional.of(job)))));
        return working;
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
