package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilencesTest {

    private static final Instant DEADLINE = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final Silences silences = new Silences(Duration.ofSeconds(10), nanos::get);
    private final VideoId id = VideoId.create(0);

    @Test
    void aSilenceIsNotForgottenHoweverRarelySomebodyAsks() {
        assertThat(silences.lasts(id, DEADLINE)).isFalse();
        nanos.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(silences.lasts(id, DEADLINE)).isTrue();
    }

    @Test
    void whoHasMovedHisDeadlineIsAskedFromTheBeginning() {
        silences.lasts(id, DEADLINE);
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(silences.lasts(id, DEADLINE.plusSeconds(1))).isFalse();
    }
}
