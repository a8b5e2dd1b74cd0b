package io.vitascope.catalog;

import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/**
 * Deletes what has been in the trash for as long as was agreed. {@code vitascope:videos:trash} holds who goes when;
 * several processes may empty it at once.
 */
@Singleton
final class Trash {

    static final String TRASH = "vitascope:videos:trash";

    private static final int BATCH = 100;

    private final Catalog catalog;
    private final Deadlines deadlines;
    private final Clock clock;

    Trash(Catalog catalog, Deadlines deadlines, Clock clock) {
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

    @Scheduled(
            every = "{vitascope.catalog.empty-trash-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void empty() {
        deadlines.lookAtPassed(TRASH, clock.instant(), BATCH, catalog::deleteFromTrash);
    }
}
