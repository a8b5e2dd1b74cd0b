package io.vitascope.upload;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.sortedset.ScoreRange;
import io.quarkus.redis.datasource.sortedset.SortedSetCommands;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Stock;
import io.vitascope.outbox.Transaction;
import io.vitascope.upload.Resumable.Unforced;
import io.vitascope.upload.UploadRecord.State;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records of uploads: {@code vitascope:upload:<id>}, and {@code vitascope:uploads:deadlines} for those not
 * complete; {@code vitascope:uploads:open} has the open ones and {@code vitascope:uploads:of-client:<hash>} those of a
 * client, {@code vitascope:uploads:with-hash:<sha256>} the complete ones of the same bytes, {@code vitascope:uploads:recent} the
 * newest complete ones.
 *
 * <p>Threads: safe for all worker threads. Errors: exceptions of the Redis client when Redis is away; the outcome of a
 * change is then unknown.
 */
@Singleton
final class UploadStore implements Stock {

    private static final String WITH_HASH = "vitascope:uploads:with-hash:";
    private static final String OPEN = "vitascope:uploads:open";
    private static final String OF_CLIENT = "vitascope:uploads:of-client:";
    private static final String DEADLINES = "vitascope:uploads:deadlines";
    private static final String RECENT = "vitascope:uploads:recent";
    private static final int MAX_RECENT = 100;
    /** How long a client may ask why its upload is gone. */
    private static final Duration EPITAPH = Duration.ofHours(24);

    private final Records<UploadRecord> records;
    private final Deadlines deadlines;
    private final UploadEventsPublisher events;
    private final SharedSources sources;
    private final SortedSetCommands<String, String> sets;

    UploadStore(
            Outbox outbox,
            Deadlines deadlines,
            UploadEventsPublisher events,
            SharedSources sources,
            RedisDataSource redis) {
        this.sources = sources;
        this.sets = redis.sortedSet(String.class);
        this.records = outbox.records(UploadRecord.class, "vitascope:upload:");
        this.deadlines = deadlines;
        this.events = events;
    }

    void open(VideoId id, UploadRecord record) {
        open(id, record, IdempotencyKeys.Claim.NONE);
    }

    /** With the key of the request that it is for, so that there is never the one without the other. */
    void open(VideoId id, UploadRecord record, IdempotencyKeys.Claim claim) {
        records.change(id, (current, transaction) -> {
            claim.of(id, transaction);
            Deadlines.set(transaction, DEADLINES, id, record.deadline());
            transaction.command("ZADD", OPEN, "0", id.toString());
            if (record.client() != null) {
                transaction.command("ZADD", OF_CLIENT + record.client(), "0", id.toString());
            }
            return Optional.of(record);
        });
    }

    private static void leave(Transaction transaction, VideoId id, Optional<UploadRecord> current) {
        transaction.command("ZREM", OPEN, id.toString());
        current.map(UploadRecord::client)
                .ifPresent(client -> transaction.command("ZREM", OF_CLIENT + client, id.toString()));
    }

    /** How many uploads are under way: forms, resumable and direct ones, imports, in all processes together. */
    long countOfOpen() {
        return sets.zcard(OPEN);
    }

    /** How many uploads a client has under way. */
    long countOf(String client) {
        return sets.zcard(OF_CLIENT + client);
    }

    /** The oldest video of these bytes; the ids of videos sort by their age. */
    Optional<VideoId> oldestWith(String sha256) {
        return sets.zrange(WITH_HASH + sha256, 0, 0).stream().findFirst().map(VideoId::parse);
    }

    /** Moves the deadline of an open upload; false when it is not open any more. */
    boolean extend(VideoId id, Instant deadline) {
        return changeOpen(id, open -> open.extended(deadline))
                .after()
                .filter(after -> after.state() == State.OPEN)
                .isPresent();
    }

    /**
     * Moves an offset from where the caller knows it to be; false when somebody else has moved it, or the upload is
     * gone.
     */
    boolean advance(VideoId id, long fromBytes, long toBytes, Instant deadline) {
        return advance(id, fromBytes, toBytes, null, deadline);
    }

    /** As the other one; {@code unforced} tells which of the bytes the disk does not have yet. */
    boolean advance(VideoId id, long fromBytes, long toBytes, @Nullable Unforced unforced, Instant deadline) {
        return changeOpen(id, open -> open.growing()
                        .filter(resumable -> resumable.offsetBytes() == fromBytes)
                        .map(resumable -> open.with(resumable.at(toBytes, unforced), deadline))
                        .orElse(open))
                .after()
                .flatMap(UploadRecord::growing)
                .filter(after -> after.offsetBytes() == toBytes)
                .isPresent();
    }

    /** The disk has so many bytes of an upload, as they were at {@code asked}. */
    void forced(VideoId id, long bytes, Instant asked) {
        changeOpen(id, open -> open.growing()
                .map(resumable -> open.with(resumable.forced(bytes, asked), open.deadline()))
                .orElse(open));
    }

    /** Those bytes of an upload that the disk does not have, and were there at {@code asked}, count no more. */
    void unforcedLost(VideoId id, Instant asked) {
        changeOpen(id, open -> open.growing()
                .map(resumable -> open.with(resumable.withoutUnforced(asked), open.deadline()))
                .orElse(open));
    }

    /**
     * The origin of an upload has told its entity tag; or it has another file now, so that all bytes have to come anew.
     */
    void fetching(VideoId id, Origin origin, boolean anew) {
        changeOpen(id, open -> open.growing()
                .map(resumable -> open.with((anew ? resumable.anew() : resumable).from(origin), open.deadline()))
                .orElse(open));
    }

    /**
     * The store has a name for an upload whose bytes come to it directly; the record as it is afterwards, with the name
     * that somebody has told before, if any.
     */
    Optional<UploadRecord> begun(VideoId id, String uploadId) {
        return changeOpen(id, open -> open.growing()
                        .map(resumable -> open.with(resumable.begun(uploadId), open.deadline()))
                        .orElse(open))
                .after();
    }

    /** All bytes of a form are here, and with these words; false when it is not open any more. */
    boolean said(VideoId id, String words, Instant deadline) {
        return changeOpen(id, open -> open.said(words, deadline))
                .after()
                .filter(after -> after.state() == State.OPEN)
                .isPresent();
    }

    /** The file of an open upload is in its place, whatever the record says; true when it is due now. */
    boolean foundInPlace(VideoId id, long sizeBytes) {
        return changeOpen(id, open -> open.inPlace(sizeBytes))
                .after()
                .filter(UploadRecord::isDue)
                .isPresent();
    }

    /** Moves the deadline of an upload that is past it; true for one process only. */
    boolean claimPassed(VideoId id, Instant now, Instant deadline) {
        return changeOpen(id, open -> open.isPast(now) ? open.extended(deadline) : open)
                .before()
                .filter(before -> before.state() == State.OPEN && before.isPast(now))
                .isPresent();
    }

    /** Tells the length of an upload that had none; the record as it is afterwards. */
    Optional<UploadRecord> declare(VideoId id, long lengthBytes) {
        return changeOpen(id, open -> open.growing()
                        .filter(resumable -> resumable.length().isEmpty())
                        .map(resumable -> open.with(resumable.ofLength(lengthBytes), open.deadline()))
                        .orElse(open))
                .after();
    }

    /** Gives a part to a final upload; false when another one has it, or the part is gone. */
    boolean take(VideoId part, VideoId finalId, Instant deadline) {
        return changeOpen(part, open -> open.growing()
                        .filter(resumable -> resumable.usedBy() == null)
                        .map(resumable -> open.with(resumable.takenBy(finalId.toString()), deadline))
                        .orElse(open))
                .after()
                .flatMap(UploadRecord::growing)
                .filter(after -> finalId.toString().equals(after.usedBy()))
                .isPresent();
    }

    /** Whether {@link #take} gave this part to that final upload, whatever has become of either since. */
    boolean isPartOf(VideoId part, VideoId finalId) {
        return records.find(part)
                .map(UploadRecord::resumable)
                .filter(resumable -> finalId.toString().equals(resumable.usedBy()))
                .isPresent();
    }

    private Records.Change<UploadRecord> changeOpen(VideoId id, UnaryOperator<UploadRecord> change) {
        return records.change(id, (current, transaction) -> {
            if (!isOpen(current)) {
                return current;
            }
            Optional<UploadRecord> next = current.map(change);
            next.ifPresent(open -> Deadlines.set(transaction, DEADLINES, id, open.deadline()));
            return next;
        });
    }

    enum Outcome {
        COMPLETED,
        /** The upload is not open any more. */
        CLOSED,
        /** The source that it was to share is gone. */
        SOURCE_GONE
    }

    /** Completes an open upload and tells it, all in one step, in which it also becomes a user of its source. */
    Outcome complete(VideoId id, Upload upload) {
        VideoId owner = SharedSources.ownerOf(upload);
        Records.Change<UploadRecord> change = records.change(id, (current, transaction) -> {
            if (!isOpen(current)) {
                return current;
            }
            if (!owner.equals(id) && !sources.join(transaction, owner, id, () -> records.expect(owner, transaction))) {
                return current;
            }
            Deadlines.clear(transaction, DEADLINES, id);
            leave(transaction, id, current);
            transaction.command("ZADD", WITH_HASH + upload.sha256(), "0", id.toString());
            recall(transaction, id, upload);
            events.completed(transaction, upload);
            if (owner.equals(id)) {
                Quota.add(transaction, upload.sizeBytes());
            }
            return current.map(open -> open.completed(upload));
        });
        if (change.after().flatMap(UploadRecord::finished).isPresent()) {
            return Outcome.COMPLETED;
        }
        return isOpen(change.after()) ? Outcome.SOURCE_GONE : Outcome.CLOSED;
    }

    private static void recall(Transaction transaction, VideoId id, Upload upload) {
        String at = String.valueOf(upload.completedAt().toEpochMilli());
        transaction.command("ZADD", RECENT, at, id.toString());
        transaction.command("ZREMRANGEBYRANK", RECENT, "0", String.valueOf(-MAX_RECENT - 1));
    }

    /** Uploads that were completed after {@code since} and not forgotten, the oldest first; at most the newest 100. */
    List<VideoId> completedSince(Instant since) {
        ScoreRange<Double> range = ScoreRange.from((double) since.toEpochMilli(), Double.POSITIVE_INFINITY);
        return sets.zrangebyscore(RECENT, range).stream().map(VideoId::parse).toList();
    }

    /** From here on the upload can't be completed; true when its files are to be removed, false when it is complete. */
    boolean abandon(VideoId id, Ending reason) {
        return records.change(id, (current, transaction) -> {
                    transaction.evenInFullMemory();
                    return isOpen(current) ? current.map(open -> open.abandoned(reason)) : current;
                })
                .after()
                .map(after -> after.state() == State.ABANDONED)
                .orElse(true);
    }

    /**
     * As {@link #abandon}, but only for an upload that is past its deadline; anything else gets its right place back.
     */
    boolean abandonIfPassed(VideoId id, Instant now) {
        return records.change(id, (current, transaction) -> {
                    transaction.evenInFullMemory();
                    if (current.isEmpty() || current.get().state() == State.COMPLETED) {
                        Deadlines.clear(transaction, DEADLINES, id);
                        return current;
                    }
                    UploadRecord record = current.get();
                    if (!record.isPast(now)) {
                        Deadlines.set(transaction, DEADLINES, id, record.deadline());
                        return current;
                    }
                    return switch (record.state()) {
                        case OPEN ->
                            Optional.of(record.abandoned(record.resumable() == null ? Ending.LOST : Ending.EXPIRED));
                        case ABANDONED, COMPLETED -> current;
                        case GONE -> {
                            Deadlines.clear(transaction, DEADLINES, id);
                            yield Optional.empty();
                        }
                    };
                })
                .after()
                .filter(after -> after.state() == State.ABANDONED)
                .isPresent();
    }

    /**
     * Forgets an upload that was abandoned, once its files are gone; of a resumable one the reason stays for a while.
     */
    void remove(VideoId id, Instant now) {
        records.change(id, (current, transaction) -> {
            transaction.evenInFullMemory();
            if (current.isPresent() && current.get().state() != State.ABANDONED) {
                return current;
            }
            leave(transaction, id, current);
            if (current.isEmpty() || current.get().resumable() == null) {
                Deadlines.clear(transaction, DEADLINES, id);
                return Optional.empty();
            }
            Deadlines.set(transaction, DEADLINES, id, now.plus(EPITAPH));
            return current.map(abandoned -> abandoned.gone(now.plus(EPITAPH)));
        });
    }

    /** Forgets a finished upload; one that is still open is left to itself. */
    void forget(VideoId id) {
        records.change(id, (current, transaction) -> {
            transaction.evenInFullMemory();
            current.flatMap(UploadRecord::finished).ifPresent(upload -> {
                transaction.command("ZREM", WITH_HASH + upload.sha256(), id.toString());
                transaction.command("ZREM", RECENT, id.toString());
                if (sources.leave(transaction, SharedSources.ownerOf(upload), id)) {
                    Quota.add(transaction, -upload.sizeBytes());
                }
            });
            return current.filter(record -> record.state() != State.COMPLETED);
        });
    }

    Optional<UploadRecord> find(VideoId id) {
        return records.find(id);
    }

    Optional<Upload> finished(VideoId id) {
        return records.find(id).flatMap(UploadRecord::finished);
    }

    /** Every finished upload, in no order; one may come twice. */
    void eachFinished(Consumer<Upload> action) {
        records.each((id, record) -> record.finished().ifPresent(action));
    }

    /** A finished upload is told again: those who listen know it, or have never heard of it. */
    @Override
    public void take() {
        records.each((id, found) -> records.change(id, (current, transaction) -> {
            current.ifPresent(record -> record.finished()
                    .ifPresentOrElse(
                            upload -> events.completed(transaction, upload),
                            () -> Deadlines.setIfAbsent(transaction, DEADLINES, id, record.deadline())));
            return current;
        }));
    }

    /** Those of them that have a record, in one round trip. */
    Map<VideoId, UploadRecord> findAll(List<VideoId> ids) {
        return records.findAll(ids);
    }

    /** Which of these have a record that files may belong to, in one round trip. */
    Map<VideoId, State> known(List<VideoId> ids) {
        return records.findAll(ids).entrySet().stream()
                .filter(entry -> entry.getValue().state() != State.GONE)
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().state()));
    }

    void lookAtPassed(Instant now, int limit, Consumer<VideoId> look) {
        deadlines.lookAtPassed(DEADLINES, now, limit, look);
    }

    /** Looks at one of them, in whatever thread. */
    void look(VideoId id, Instant now, Runnable look) {
        deadlines.look(DEADLINES, id, now, look);
    }

    private static boolean isOpen(Optional<UploadRecord> current) {
        return current.isPresent() && current.get().state() == State.OPEN;
    }
}
