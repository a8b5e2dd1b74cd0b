package io.vitascope.catalog;

import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Transaction;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Removes what deleted videos left in other rooms and in the blob store.
 *
 * <p>{@code vitascope:videos:reap} holds who has to be removed when. Work that was under way at the deletion may write
 * once more, so everything is removed twice: at once and after a grace. Only then the entry goes, and the tombstone
 * gets its end. A room that does not answer is asked again. Several processes may reap at once: all steps are
 * idempotent.
 */
@Singleton
final class Reaper {

    private static final Logger LOG = Logger.getLogger(Reaper.class);

    static final String REAP = "vitascope:videos:reap";
    private static final int BATCH = 100;
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final VideoStore store;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final BlobStore blobs;
    private final UploadClient uploads;
    private final ProcessingClient processing;
    private final ManagedExecutor executor;
    private final CatalogConfig config;
    private final Clock clock;
    /** One pass at a time. */
    private final Lock passing = new ReentrantLock();
    /** Somebody waits for a pass that has not begun yet. */
    private final AtomicBoolean wanted = new AtomicBoolean();

    Reaper(
            VideoStore store,
            Outbox outbox,
            Deadlines deadlines,
            BlobStore blobs,
            UploadClient uploads,
            ProcessingClient processing,
            ManagedExecutor executor,
            CatalogConfig config,
            Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.deadlines = deadlines;
        this.blobs = blobs;
        this.uploads = uploads;
        this.processing = processing;
        this.executor = executor;
        this.config = config;
        this.clock = clock;
    }

    static void schedule(Transaction transaction, VideoId id, Instant time) {
        Deadlines.set(transaction, REAP, id, time);
    }

    /** Without waiting for the next turn. Many who ask at the same time have the same pass. */
    void soon() {
        if (!wanted.getAndSet(true)) {
            executor.execute(this::reap);
        }
    }

    @Scheduled(every = "{vitascope.catalog.reap-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reap() {
        passing.lock();
        try {
            wanted.set(false);
            List<VideoId> due;
            do {
                due = deadlines.passed(REAP, clock.instant(), BATCH);
                due.forEach(this::reapOrWait);
            } while (due.size() == BATCH);
        } finally {
            passing.unlock();
        }
    }

    private void reapOrWait(VideoId id) {
        try {
            reap(id);
        } catch (ProblemException | UncheckedIOException away) {
            LOG.warnf("Video %s: its remains wait, %s", id, away.getMessage());
            reapLater(id);
        } catch (RuntimeException e) {
            LOG.warnf(e, "Video %s: its remains wait", id); // and keep nobody behind it waiting
            reapLater(id);
        }
    }

    private void reapLater(VideoId id) {
        outbox.commit(transaction -> {
            transaction.evenInFullMemory();
            schedule(transaction, id, clock.instant().plus(AGAIN));
        });
    }

    private void deleteAllButSource(VideoId id) {
        BlobKey home = BlobKey.ofVideo(id);
        int prefixLength = home.value().length() + 1;
        Set<BlobKey> children;
        try (Stream<BlobInfo> found = blobs.list(home)) {
            children = found.map(info -> info.key().value().substring(prefixLength))
                    .map(path -> home.child(path.split("/", 2)[0]))
                    .filter(child -> !VideoBlobs.isSource(child))
                    .collect(Collectors.toUnmodifiableSet());
        }
        children.forEach(blobs::deleteAll);
    }

    private void reap(VideoId id) {
        Instant begun = clock.instant();
        processing.forget(id);
        if (uploads.forget(id)) {
            deleteAllButSource(id);
        } else {
            blobs.deleteAll(BlobKey.ofVideo(id));
        }
        boolean gone = store.change(id, (current, transaction) -> {
                    Instant lastVisit = current.map(Entry::quietSince)
                            .map(since -> since.plus(config.reapGrace()))
                            .orElse(Instant.EPOCH);
                    if (begun.isBefore(lastVisit)) {
                        transaction.evenInFullMemory();
                        schedule(transaction, id, lastVisit);
                        return current;
                    }
                    Deadlines.clear(transaction, REAP, id);
                    VideoStore.expire(transaction, id, config.tombstoneRetention());
                    return current;
                })
                .after()
                .map(Entry::quietSince)
                .map(since -> !begun.isBefore(since.plus(config.reapGrace())))
                .orElse(true);
        if (gone) {
            LOG.infof("Video %s: nothing of it remains", id);
        }
    }
}
