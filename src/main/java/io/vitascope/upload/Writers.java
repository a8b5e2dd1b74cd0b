package io.vitascope.upload;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.SetArgs;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.PassingKeys;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * One writer per upload, among all processes: a lease in Redis at {@code vitascope:upload-writer:<id>}.
 *
 * <p>Whoever comes later is the one whom the client waits for; the earlier request is often a dead connection that
 * nobody has noticed yet. So the later one asks the earlier to stop ({@code vitascope:upload-wanted:<id>}, and directly
 * in the same process), which then records what it has and lets go. The lease of a process that died just runs out.
 *
 * <p>Threads: safe for all worker threads; taking blocks. Errors: exceptions of the Redis client when Redis is away.
 */
@Singleton
final class Writers implements PassingKeys {

    private static final Logger LOG = Logger.getLogger(Writers.class);
    private static final String HELD = "vitascope:upload-writer:";
    private static final String WANTED = "vitascope:upload-wanted:";
    private static final Duration POLL = Duration.ofMillis(20);
    /** How long a wish is known; a waiting request repeats it. */
    private static final Duration WISH = Duration.ofSeconds(3);
    /** Longer than the lease: a holder that died is waited for, one that examines a file is not. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final String RENEW =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end";
    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";

    private final RedisDataSource redis;
    private final ValueCommands<String, String> values;
    private final Duration lease;
    /** Those of this process. */
    private final Map<VideoId, Writer> held = new ConcurrentHashMap<>();

    Writers(RedisDataSource redis, UploadConfig config) {
        this.redis = redis;
        this.values = redis.value(String.class);
        this.lease = config.lease();
    }

    @Override
    public List<String> momentary() {
        return List.of(HELD, WANTED);
    }

    /** Nobody else writes while the answer is open; empty when somebody does already. */
    Optional<Writer> tryTake(VideoId id, Runnable hangUp) {
        Writer writer = new Writer(id, hangUp, lease.toNanos(), this::release);
        long askedNanos = System.nanoTime();
        boolean first = values.setAndChanged(
                HELD + id, writer.token(), new SetArgs().nx().px(lease.toMillis()));
        if (!first) {
            return Optional.empty();
        }
        writer.renewedAt(askedNanos);
        held.put(id, writer);
        return Optional.of(writer);
    }

    /**
     * As {@link #tryTake}, and asks whoever writes to stop, and waits for that.
     *
     * @throws ProblemException when the other one can't stop: it examines the file, or puts it together
     */
    Writer take(VideoId id, Runnable hangUp) {
        long waitUntilNanos = System.nanoTime() + lease.plus(GRACE).toNanos();
        long wishNanos = System.nanoTime();
        while (true) {
            Optional<Writer> writer = tryTake(id, hangUp);
            if (writer.isPresent()) {
                return writer.get();
            }
            long now = System.nanoTime();
            if (now - waitUntilNanos > 0) {
                throw new ProblemException(
                        UploadError.LOCKED,
                        "Another request works on upload " + id
                                + " and can't be stopped now. Try again in a few seconds.");
            }
            if (now - wishNanos >= 0) {
                wish(id);
                wishNanos = now + WISH.toNanos() / 2;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void wish(VideoId id) {
        Writer here = held.get(id);
        if (here != null) {
            here.ask();
            return;
        }
        values.psetex(WANTED + id, WISH.toMillis(), "");
    }

    /** Renews the leases of this process, and passes wishes of other processes on, every second: {@link Heartbeats}. */
    void tend() {
        if (held.isEmpty()) {
            return;
        }
        List<Writer> writers = List.copyOf(held.values());
        String[] wishes = writers.stream().map(writer -> WANTED + writer.id()).toArray(String[]::new);
        Map<String, String> wanted = values.mget(wishes);
        for (Writer writer : writers) {
            if (wanted.get(WANTED + writer.id()) != null) {
                writer.ask();
            }
            renew(writer);
        }
    }

    private void renew(Writer writer) {
        long askedNanos = System.nanoTime();
        if (!writer.isDueAt(askedNanos)) {
            return;
        }
        boolean ours = redis.execute("EVAL", RENEW, "1", HELD + writer.id(), writer.token(), "" + lease.toMillis())
                        .toInteger()
                == 1;
        if (ours) {
            writer.renewedAt(askedNanos);
            return;
        }
        if (held.get(writer.id()) != writer) {
            return; // it has been closed meanwhile
        }
        LOG.warnf("Upload %s: the lease of its writer has run out", writer.id());
        writer.ask();
    }

    private void release(Writer writer) {
        held.remove(writer.id(), writer);
        try {
            redis.execute("EVAL", RELEASE, "1", HELD + writer.id(), writer.token());
            redis.key().del(WANTED + writer.id());
        } catch (RuntimeException e) {
            LOG.warnf("Upload %s: its writer lets go when the lease runs out: %s", writer.id(), e.getMessage());
        }
    }
}
