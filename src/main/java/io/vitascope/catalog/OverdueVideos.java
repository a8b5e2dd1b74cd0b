package io.vitascope.catalog;

import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Looks after videos that have been processed for a while without news: asks the processing room what became of them,
 * and takes the answer like the event that may have been lost. A video without a job gets one.
 */
@Singleton
final class OverdueVideos {

    private static final Logger LOG = Logger.getLogger(OverdueVideos.class);

    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Catalog catalog;
    private final UploadClient uploads;
    private final ProcessingClient processing;
    private final VideoStore store;
    private final Deadlines deadlines;
    private final CatalogConfig config;
    private final Clock clock;

    OverdueVideos(
            Catalog catalog,
            UploadClient uploads,
            ProcessingClient processing,
            VideoStore store,
            Deadlines deadlines,
            CatalogConfig config,
            Clock clock) {
        this.catalog = catalog;
        this.uploads = uploads;
        this.processing = processing;
        this.store = store;
        this.deadlines = deadlines;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "{vitascope.catalog.realign-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void realign() {
        Instant now = clock.instant();
        List<VideoId> overdue = deadlines.passed(VideoIndexes.DEADLINES, now, BATCH);
        if (overdue.isEmpty()) {
            return;
        }
        try {
            Map<VideoId, Job> jobs = processing.jobs(overdue, PATIENCE);
            for (VideoId id : overdue) {
                deadlines.look(VideoIndexes.DEADLINES, id, now, () -> realign(id, Optional.ofNullable(jobs.get(id))));
            }
        } catch (ProblemException away) {
            LOG.warnf("%d videos wait for an answer: %s", overdue.size(), away.detail());
        }
    }

    private void realign(VideoId id, Optional<Job> known) {
        Optional<Job> job = known.or(() -> begun(id));
        if (job.isPresent()) {
            catalog.learned(id, job.get().generation(), job.get()::toldTo);
        } else {
            Failure lost = new Failure(
                    CatalogError.SOURCE_LOST.slug(),
                    "Neither a job nor the uploaded file of this video is known. Upload it again.",
                    false);
            int generation =
                    catalog.find(id).flatMap(Video::newest).map(Run::generation).orElse(1);
            catalog.learned(id, generation, run -> run.failed(lost));
        }
        moveOn(id);
    }

    private void moveOn(VideoId id) {
        Instant next = clock.instant().plus(config.processingDeadline());
        store.change(id, (current, transaction) -> {
            boolean waits = current.flatMap(Entry::living)
                    .filter(video -> video.state() == Video.State.PROCESSING)
                    .isPresent();
            if (waits) {
                Deadlines.set(transaction, VideoIndexes.DEADLINES, id, next);
            } else {
                Deadlines.clear(transaction, VideoIndexes.DEADLINES, id);
            }
            return current;
        });
    }

    private Optional<Job> begun(VideoId id) {
        if (uploads.find(id).isEmpty()) {
            return Optional.empty();
        }
        LOG.infof("Video %s: has no job and gets one", id);
        return processing.process(id);
    }
}
