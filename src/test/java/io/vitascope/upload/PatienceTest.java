package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final AtomicLong nanos = new AtomicLong(-7);
    private final Patience patience = new Patience(Duration.ofSeconds(2), nanos::get);

    @Test
    void aClientThatSaysNothingHasTheLimitAndNoLonger() {
        assertThat(isOverAfter(Duration.ofSeconds(1))).isFalse();
        assertThat(isOverAfter(Duration.ofMillis(999))).isFalse();
        patience.heard();
        assertThat(isOverAfter(Duration.ofMillis(500))).isFalse();
        assertThat(isOverAfter(Duration.ofSeconds(1))).isFalse();
        assertThat(isOverAfter(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void theTimeInWhichThisProcessStandsStillIsNotTheClients() {
        assertThat(isOverAfter(Duration.ofHours(8))).isFalse();
        assertThat(isOverAfter(Duration.ofSeconds(1))).isTrue();
    }

    private boolean isOverAfter(Duration pause) {
        nanos.addAndGet(pause.toNanos());
        return patience.isOver();
    }
}
