package io.vitascope.outbox;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of Redis. Deadlines and leases are written by one machine and read by others, so they all go by one clock,
 * and what that of a machine says does not matter.
 *
 * <p>Between two questions the time goes on by the machine's monotonic clock. It asks anew after a while, and at once
 * when that clock and the machine's wall clock disagree: somebody has set the one, or the machine has slept, which the
 * other does not count.
 *
 * <p>Threads: safe for all. Now and then a call waits for Redis, but not on a thread that must not. Errors: as long as
 * Redis has never answered, the exceptions of its client.
 */
@Singleton
final class RedisClock extends Clock {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration ASKED_EVERY = Duration.ofSeconds(10);
    /** Of the two clocks of this machine; wall clocks are slewed by half a millisecond a second at most. */
    private static final Duration AT_ODDS = Duration.ofMillis(200);
    /** An answer that took longer, since this process stood still meanwhile say, tells too little. */
    private static final Duration SLOW_ANSWER = Duration.ofMillis(100);

    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What the three clocks said at one moment; that of Redis is off by at most half of {@code tookNanos}. */
    private record Sample(Instant time, long nanos, long wallMillis, long tookNanos) {}

    private final Redis redis;
    private final LongSupplier nanos;
    private final LongSupplier wallMillis;
    private volatile @Nullable Sample sample;
    /** Guarded by this: after a question in vain. */
    private long pausedUntilNanos;

    @Inject
    RedisClock(Redis redis) {
        this(redis, System::nanoTime, System::currentTimeMillis);
    }

    RedisClock(Redis redis, LongSupplier nanos, LongSupplier wallMillis) {
        this.redis = redis;
        this.nanos = nanos;
        this.wallMillis = wallMillis;
        this.pausedUntilNanos = nanos.getAsLong();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public Instant instant() {
        Sample known = sample;
        if (known == null || isDoubtful(known)) {
            if (!Infrastructure.canCallerThreadBeBlocked()) {
                return known == null ? Instant.ofEpochMilli(wallMillis.getAsLong()) : at(known);
            }
            known = renewed();
        }
        return at(known);
    }

    private Instant at(Sample known) {
        return known.time().plusNanos(nanos.getAsLong() - known.nanos());
    }

    private boolean isDoubtful(Sample known) {
        long passedNanos = nanos.getAsLong() - known.nanos();
        long passedMillis = wallMillis.getAsLong() - known.wallMillis();
        return passedNanos > ASKED_EVERY.toNanos()
                || Math.abs(passedMillis - passedNanos / 1_000_000) > AT_ODDS.toMillis();
    }

    private synchronized Sample renewed() {
        Sample known = sample;
        if (known != null && (!isDoubtful(known) || nanos.getAsLong() - pausedUntilNanos < 0)) {
            return known;
        }
        try {
            known = ask();
            for (int tries = 1; tries < TRIES && known.tookNanos() > SLOW_ANSWER.toNanos(); tries++) {
                Sample next = ask();
                known = next.tookNanos() < known.tookNanos() ? next : known;
            }
            sample = known;
        } catch (RuntimeException e) {
            if (known == null) {
                throw e;
            }
            pausedUntilNanos = nanos.getAsLong() + PAUSE.toNanos(); // whatever is decided now can't be written either
        }
        return known;
    }

    private Sample ask() {
        long askedNanos = nanos.getAsLong();
        Response answer = redis.send(Request.cmd(Command.TIME)).await().atMost(PATIENCE);
        long tookNanos = nanos.getAsLong() - askedNanos;
        if (answer == null) {
            throw new IllegalStateException("an empty answer");
        }
        Instant time =
                Instant.ofEpochSecond(answer.get(0).toLong(), answer.get(1).toLong() * 1_000);
        return new Sample(time, askedNanos + tookNanos / 2, wallMillis.getAsLong(), tookNanos);
    }
}
