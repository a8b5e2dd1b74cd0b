package io.vitascope.catalog;

import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What has been deleted and can be brought back: lists it, and deletes what has been there for as long as was agreed. {@code vitascope:videos:trash} holds who goes when;
 * several processes may empty it at once.
 */
@Singleton
final class Trash {

    static final String TRASH = "vitascope:videos:trash";

    private static final int BATCH = 100;
    /** On a page. */
    private static final int MOST = 500;

    private final VideoStore store;
    private final Catalog catalog;
    private final Deadlines deadlines;
    private final Clock clock;

    Trash(VideoStore store, Catalog catalog, Deadlines deadlines, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    static void schedule(Transaction transaction, VideoId id, Instant until) {
        Deadlines.set(transaction, TRASH, id, until);
    }

    static void clear(Transaction transaction, VideoId id) {
        Deadlines.clear(transaction, TRASH, id);
    }

    /**
     * What goes next comes first. Errors: {@link CatalogError#BAD_PAGE}, {@link CatalogError#BAD_CURSOR}.
     *
     * @param cursor empty for the first page
     */
    VideoStore.TrashPage page(int limit, String cursor) {
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    CatalogError.BAD_PAGE,
                    "A page of the trash has 1 to " + MOST + " videos; " + limit + " were asked for.");
        }
        return store.trash(limit, cursor.isEmpty() ? Optional.empty() : Optional.of(TrashCursor.parse(cursor)));
    }

    @Scheduled(
            every = "{vitascope.catalog.empty-trash-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void empty() {
        deadlines.lookAtPassed(TRASH, clock.instant(), BATCH, catalog::deleteFromTrash);
    }
}
