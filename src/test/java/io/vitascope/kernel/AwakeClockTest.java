package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AwakeClockTest {

    @Test
    void aWhileInWhichNobodyLookedCountsAsOneTurn() {
        AtomicLong nanos = new AtomicLong(-5);
        AwakeClock clock = new AwakeClock(nanos::get);
        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(clock.nanos()).isEqualTo(Duration.ofMillis(200).toNanos());
        nanos.addAndGet(Duration.ofSeconds(70).toNanos());
        assertThat(clock.nanos()).isEqualTo(Duration.ofMillis(1_200).toNanos());
        nanos.addAndGet(Duration.ofMillis(300).toNanos());
        assertThat(clock.nanos()).isEqualTo(Duration.ofMillis(1_500).toNanos());
    }
}
