package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Redis runs on this machine, so its time is that of the test. */
@QuarkusTest
class RedisClockTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Redis redis;
    private final Clock clock;
    private final AtomicLong nanos = new AtomicLong(-3);
    private final AtomicLong wallMillis = new AtomicLong(System.currentTimeMillis() + HOUR.toMillis());

    RedisClockTest(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Test
    void allRulesGoByTheTimeOfRedis() {
        assertThat(clock).isInstanceOf(RedisClock.class);
        assertThat(clock.instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void aMachineWhoseClockIsAheadHasTheSameTime() {
        assertThat(ofAMachine().instant()).isCloseTo(Instant.now(), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void timeGoesOnByTheMonotonicClockUntilRedisIsAskedAgain() {
        Clock other = ofAMachine();
        Instant first = other.instant();
        assertThat(other.instant()).isEqualTo(first);
        pass(Duration.ofSeconds(9));
        assertThat(other.instant()).isEqualTo(first.plusSeconds(9));
        pass(Duration.ofSeconds(2));
        assertThat(other.instant()).isBetween(first, first.plusSeconds(9));
    }

    @Test
    void aMachineThatHasSleptAsksAtOnce() {
        Clock other = ofAMachine();
        Instant first = other.instant();
        await().until(() -> Instant.now().isAfter(first.plusMillis(1)));
        assertThat(other.instant()).isEqualTo(first);
        wallMillis.addAndGet(HOUR.toMillis());
        assertThat(other.instant()).isAfter(first).isBefore(first.plus(HOUR));
    }

    private Clock ofAMachine() {
        return new RedisClock(redis, nanos::get, wallMillis::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wallMillis.addAndGet(time.toMillis());
    }
}
