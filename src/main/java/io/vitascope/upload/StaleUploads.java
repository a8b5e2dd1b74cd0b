package io.vitascope.upload;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Silences;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Removes what died: uploads past their deadline, and scratch files that no record knows. An upload whose bytes are all
 * here is not dead: it is finished. Neither is one that is fetched: another process goes on with it. Of one whose process
 * may only have stood still, with this one or without it, nothing has to be heard for a while yet.
 *
 * <p>Any number of processes may do it at once; each step is idempotent and decided by compare-and-set.
 */
@Singleton
final class StaleUploads {

    private static final Logger LOG = Logger.getLogger(StaleUploads.class);
    private static final int BATCH = 100;
    /** More than can be examined at once by default; some wait for the bucket or the disk meanwhile. */
    private static final int FINISHERS = 8;

    private final Uploads uploads;
    private final ResumableUploads resumables;
    private final DirectUploads directs;
    private final Imports imports;
    private final UploadStore store;
    private final SharedSources sources;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final Clock clock;
    private final Silences silences;
    private final ExecutorService finishers =
            Executors.newFixedThreadPool(FINISHERS, new DefaultThreadFactory("upload-finisher", true));
    /** Those that this process finishes or is going to. */
    private final Set<VideoId> finishing = ConcurrentHashMap.newKeySet();

    @Inject
    StaleUploads(
            Uploads uploads,
            ResumableUploads resumables,
            DirectUploads directs,
            Imports imports,
            UploadStore store,
            SharedSources sources,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock) {
        this(
                uploads,
                resumables,
                directs,
                imports,
                store,
                sources,
                growingFiles,
                config,
                clock,
                new Silences(config.heartbeat().multipliedBy(3).dividedBy(2), System::nanoTime));
    }

    StaleUploads(
            Uploads uploads,
            ResumableUploads resumables,
            DirectUploads directs,
            Imports imports,
            UploadStore store,
            SharedSources sources,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock,
            Silences silences) {
        this.silences = silences;
        this.uploads = uploads;
        this.resumables = resumables;
        this.directs = directs;
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
        store.lookAtPassed(clock.instant(), BATCH, this::look);
        try {
            removeOrphans();
        } finally {
            sources.removeLeft();
        }
    }

    private void look(VideoId id) {
        Optional<UploadRecord> record = store.find(id);
        if (record.filter(known -> known.isKeptAlive() && !silences.lasts(id, known.deadline()))
                .isPresent()) {
            return;
        }
        if (record.filter(UploadRecord::isDue).isPresent()
                || record.filter(open -> directs.turnsOutDue(id, open) || uploads.turnsOutDue(id, open))
                        .isPresent()) {
            finish(id);
        } else if (record.flatMap(UploadRecord::growing).map(Resumable::origin).isPresent()) {
            imports.resume(id, record.get().client());
        } else {
            uploads.expire(id);
        }
    }

    /** May take minutes, and many may be due at once: they wait for their turn without being in anybody's way. */
    private void finish(VideoId id) {
        Instant now = clock.instant();
        if (store.claimPassed(id, now, now.plus(config.patience())) && finishing.add(id)) {
            finishers.execute(() -> {
                try {
                    store.look(id, clock.instant(), () -> resumables.finish(id));
                } finally {
                    finishing.remove(id);
                }
            });
        }
    }

    @PreDestroy
    void stop() {
        finishers.shutdownNow();
    }

    /**
     * A record is written before its file, so a file without one is left over from a Redis that lost its last second;
     * one of a complete upload, from a crash just after it took another one's source. Only old ones are touched: bytes
     * arrive in a live upload of whatever process.
     */
    private void removeOrphans() {
        Instant limit = Instant.now().minus(config.patience()); // a file has the time of its machine
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
