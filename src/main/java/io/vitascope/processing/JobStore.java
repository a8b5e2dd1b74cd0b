package io.vitascope.processing;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.sortedset.SortedSetCommands;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Deadlines;
import io.vitascope.outbox.Outbox;
import io.vitascope.outbox.Records;
import io.vitascope.outbox.Stock;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Jobs in Redis: {@code vitascope:job:<id>}; the queue by time of queueing, the deadlines, and the prefixes to be
 * swept, each a sorted set of ids.
 *
 * <p>Threads: safe for all worker threads.
 */
@Singleton
final class JobStore implements Stock {

    private static final String RECORD = "vitascope:job:";
    private static final String QUEUE = "vitascope:jobs:queue";
    private static final String DEADLINES = "vitascope:jobs:deadlines";
    private static final String SWEEP = "vitascope:jobs:sweep";
    /** KEYS: the queue. ARGV: ids. Answers: a place for each, -1 for one that is not in it. */
    private static final String RANKS = """
        local ranks = {}
        for i, id in ipairs(ARGV) do ranks[i] = redis.call('ZRANK', KEYS[1], id) or -1 end
        return ranks
        """;
    /** Longer than any event waits in Kafka, so that none finds the record of a deleted video missing. */
    private static final Duration TOMBSTONE = Duration.ofDays(30);

    /** Of the queue, where nothing runs and for each job that does: many workers take them faster. */
    private static final int FIRST = 64;

    private static final int FIRST_PER_RUNNING = 16;

    private final Records<Job> records;
    private final Deadlines deadlines;
    private final RedisDataSource redis;
    private final SortedSetCommands<String, String> sets;

    JobStore(Outbox outbox, Deadlines deadlines, RedisDataSource redis) {
        this.records = outbox.records(Job.class, RECORD);
        this.deadlines = deadlines;
        this.redis = redis;
        this.sets = redis.sortedSet(String.class);
    }

    Optional<Job> find(VideoId id) {
        return records.find(id);
    }

    Map<VideoId, Job> findAll(List<VideoId> ids) {
        return records.findAll(ids);
    }

    @Override
    public void take() {
        records.each((id, found) -> records.change(id, (current, transaction) -> {
            current.ifPresent(job -> {
                switch (job.state()) {
                    case QUEUED -> {
                        String queuedAt = String.valueOf(job.wish().queuedAt().toEpochMilli());
                        transaction.command("ZADD", QUEUE, "NX", queuedAt, id.toString());
                        Deadlines.setIfAbsent(
                                transaction, DEADLINES, id, job.assignment().deadline());
                    }
                    case RUNNING ->
                        Deadlines.setIfAbsent(
                                transaction, DEADLINES, id, job.assignment().deadline());
                    case COMPLETED, FAILED, FORGOTTEN -> {}
                }
            });
            return current;
        }));
    }

    /** Every change of state is one line of the log, once it is true. */
    Records.Change<Job> change(VideoId id, Records.Decision<Job> decision) {
        Records.Change<Job> change = records.change(id, decision);
        change.after().ifPresent(job -> JobLog.changed(id, change.before(), job));
        return change;
    }

    /** Of those that wait, how many jobs are before each, 0 for the next; in one round trip. */
    Map<VideoId, Integer> positions(List<VideoId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        List<String> words = new ArrayList<>(List.of(RANKS, "1", QUEUE));
        ids.forEach(id -> words.add(id.toString()));
        Response ranks = redis.execute("EVAL", words.toArray(String[]::new));
        Map<VideoId, Integer> positions = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            int rank = ranks.get(i).toInteger();
            if (rank >= 0) {
                positions.put(ids.get(i), rank);
            }
        }
        return positions;
    }

    /** Whether it could be its turn at any moment, as many as are worked on at a time. */
    boolean isAmongFirst(VideoId id) {
        Load load = load();
        return positions(List.of(id)).getOrDefault(id, 0) < FIRST + FIRST_PER_RUNNING * (load.open() - load.queued());
    }

    long queueLength() {
        return sets.zcard(QUEUE);
    }

    /** @param oldestQueuedAt when the first job in the queue was queued; empty when none waits */
    record Load(long open, long queued, Optional<Instant> oldestQueuedAt) {
        static final Load NONE = new Load(0, 0, Optional.empty());
    }

    Load load() {
        Optional<Instant> oldest = sets.zrangeWithScores(QUEUE, 0, 0).stream()
                .findFirst()
                .map(first -> Instant.ofEpochMilli((long) first.score()));
        return new Load(sets.zcard(DEADLINES), queueLength(), oldest);
    }

    /** @param running all of them; {@code waiting}: the first in the queue */
    record Open(List<VideoId> running, List<VideoId> waiting) {}

    Open open(int limit) {
        List<VideoId> waiting = ids(sets.zrange(QUEUE, 0, limit - 1L));
        return new Open(ids(sets.zdiff(DEADLINES, QUEUE)), waiting);
    }

    private static List<VideoId> ids(List<String> members) {
        return members.stream().map(VideoId::parse).toList();
    }

    void queued(Transaction transaction, VideoId id, Instant queuedAt, Instant deadline) {
        transaction.command("ZADD", QUEUE, String.valueOf(queuedAt.toEpochMilli()), id.toString());
        deadline(transaction, id, deadline);
    }

    void running(Transaction transaction, VideoId id, Instant deadline) {
        transaction.command("ZREM", QUEUE, id.toString());
        deadline(transaction, id, deadline);
    }

    void finished(Transaction transaction, VideoId id) {
        transaction.command("ZREM", QUEUE, id.toString());
        Deadlines.clear(transaction, DEADLINES, id);
    }

    void forgotten(Transaction transaction, VideoId id) {
        transaction.evenInFullMemory();
        finished(transaction, id);
        swept(transaction, id);
        transaction.command("EXPIRE", RECORD + id, String.valueOf(TOMBSTONE.toSeconds()));
    }

    void deadline(Transaction transaction, VideoId id, Instant deadline) {
        Deadlines.set(transaction, DEADLINES, id, deadline);
    }

    /** From then on the files of runs that nobody watches any more may go. */
    void sweepAt(Transaction transaction, VideoId id, Instant when) {
        Deadlines.set(transaction, SWEEP, id, when);
    }

    void swept(Transaction transaction, VideoId id) {
        Deadlines.clear(transaction, SWEEP, id);
    }

    void lookAtOverdue(Instant now, int limit, Consumer<VideoId> look) {
        deadlines.lookAtPassed(DEADLINES, now, limit, look);
    }

    void lookAtUnswept(Instant now, int limit, Consumer<VideoId> look) {
        deadlines.lookAtPassed(SWEEP, now, limit, look);
    }
}
