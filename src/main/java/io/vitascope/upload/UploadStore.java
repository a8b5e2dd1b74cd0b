package io.vitascope.upload;

import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Records;
import io.vitascope.upload.UploadRecord.State;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The records of uploads: {@code vitascope:upload:<id>}, and {@code vitascope:uploads:deadlines} for those not complete.
 *
 * <p>Threads: safe for all worker threads. Errors: exceptions of the Redis client when Redis is away; the outcome of a
 * change is then unknown.
 */
@Singleton
final class UploadStore {

    private static final String DEADLINES = "vitascope:uploads:deadlines";

    private final Records<UploadRecord> records;
    private final Deadlines deadlines;
    private final UploadEventsPublisher events;

    UploadStore(Outbox outbox, Deadlines deadlines, UploadEventsPublisher events) {
        this.records = outbox.records(UploadRecord.class, "vitascope:upload:");
        this.deadlines = deadlines;
        this.events = events;
    }

    void open(VideoId id, Instant now, Instant deadline) {
        records.change(id, (current, transaction) -> {
            Deadlines.set(transaction, DEADLINES, id, deadline);
            return Optional.of(UploadRecord.open(now, deadline));
        });
    }

    /** Moves the deadline of an open upload; false when it is not open any more. */
    boolean extend(VideoId id, Instant deadline) {
        return records.change(id, (current, transaction) -> {
                    if (!isOpen(current)) {
                        return current;
                    }
                    Deadlines.set(transaction, DEADLINES, id, deadline);
                    return current.map(open -> open.extended(deadline));
                })
                .filter(after -> after.state() == State.OPEN)
                .isPresent();
    }

    /** Completes an open upload and tells it, all in one step; false when it is not open any more. */
    boolean complete(VideoId id, Upload upload) {
        return records.change(id, (current, transaction) -> {
                    if (!isOpen(current)) {
                        return current;
                    }
                    Deadlines.clear(transaction, DEADLINES, id);
                    events.completed(transaction, upload);
                    return current.map(open -> open.completed(upload));
                })
                .flatMap(UploadRecord::finished)
                .isPresent();
    }

    /** From here on the upload can't be completed; true when its files are to be removed, false when it is complete. */
    boolean abandon(VideoId id) {
        return records.change(
                        id, (current, transaction) -> isOpen(current) ? current.map(UploadRecord::abandoned) : current)
                .map(after -> after.state() != State.COMPLETED)
                .orElse(true);
    }

    /** As {@link #abandon}, but only for an upload that is past its deadline; anything else gets its right place back. */
    boolean abandonIfPassed(VideoId id, Instant now) {
        return records.change(id, (current, transaction) -> {
                    if (current.isEmpty() || current.get().state() == State.COMPLETED) {
                        Deadlines.clear(transaction, DEADLINES, id);
                        return current;
                    }
                    UploadRecord record = current.get();
                    if (record.deadline().isAfter(now)) {
                        Deadlines.set(transaction, DEADLINES, id, record.deadline());
                        return current;
                    }
                    return Optional.of(record.abandoned());
                })
                .filter(after -> after.state() == State.ABANDONED)
                .isPresent();
    }

    /** Forgets an upload that was abandoned, once its files are gone. */
    void remove(VideoId id) {
        records.change(id, (current, transaction) -> {
            if (current.isPresent() && current.get().state() != State.ABANDONED) {
                return current;
            }
            Deadlines.clear(transaction, DEADLINES, id);
            return Optional.empty();
        });
    }

    /** Forgets a finished upload; one that is still open is left to itself. */
    void forget(VideoId id) {
        records.change(id, (current, transaction) -> current.filter(record -> record.state() != State.COMPLETED));
    }

    Optional<Upload> finished(VideoId id) {
        return records.find(id).flatMap(UploadRecord::finished);
    }

    /** Which of these have a record, in one round trip. */
    Set<VideoId> known(List<VideoId> ids) {
        return Set.copyOf(records.findAll(ids).keySet());
    }

    List<VideoId> passed(Instant now, int limit) {
        return deadlines.passed(DEADLINES, now, limit);
    }

    private static boolean isOpen(Optional<UploadRecord> current) {
        return current.isPresent() && current.get().state() == State.OPEN;
    }
}
