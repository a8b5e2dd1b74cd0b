package io.vitascope.upload;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Removes what died: uploads past their deadline, and scratch files that no record knows. An upload whose bytes are all
 * here is not dead: it is finished. Neither is one that is fetched: another process goes on with it.
 *
 * <p>Any number of processes may do it at once; each step is idempotent and decided by compare-and-set.
 */
@Singleton
final class StaleUploads {

    private static final Logger LOG = Logger.getLogger(StaleUploads.class);
    private static final int BATCH = 100;

    private final Uploads uploads;
    private final ResumableUploads resumables;
    private final Imports imports;
    private final UploadStore store;
    private final SharedSources sources;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final Clock clock;
    private final Executor workers = Infrastructure.getDefaultWorkerPool();

    StaleUploads(
            Uploads uploads,
            ResumableUploads resumables,
            Imports imports,
            UploadStore store,
            SharedSources sources,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock) {
        this.uploads = uploads;
        this.resumables = resumables;
        this.imports = imports;
        this.store = store;
        this.sources = sources;
        this.growingFiles = growingFiles;
        this.config = config;
        this.clock = clock;
    }

    /** At start, and every {@code vitascope.upload.sweep-interval}. */
    @Scheduled(every = "{vitascope.upload.sweep-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        for (VideoId id : store.passed(clock.instant(), BATCH)) {
            Optional<UploadRecord> record = store.find(id);
            if (record.filter(UploadRecord::isDue).isPresent()) {
                workers.execute(() -> resumables.finish(id)); // may take minutes
            } else if (record.flatMap(UploadRecord::growing)
                    .map(Resumable::origin)
                    .isPresent()) {
                imports.resume(id);
            } else {
                uploads.expire(id);
            }
        }
        removeOrphans();
        sources.removeLeft();
    }

    /**
     * A record is written before its file, so a file without one is left over from a Redis that lost its last second; one
     * of a complete upload, from a crash just after it took another one's source. Only old ones are touched: bytes arrive in a live upload of whatever process.
     */
    private void removeOrphans() {
        Instant limit = clock.instant().minus(config.patience());
        List<VideoId> old = growingFiles.untouchedSince(limit);
        Map<VideoId, UploadRecord.State> known = store.known(old);
        for (VideoId id : old) {
            UploadRecord.State state = known.get(id);
            if (state == null || state == UploadRecord.State.COMPLETED) {
                growingFiles.delete(id);
                LOG.infof("Upload %s: removed a file that no record needs", id);
            }
        }
    }
}
