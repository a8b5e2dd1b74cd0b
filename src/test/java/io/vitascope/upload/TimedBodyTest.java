package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TimedBodyTest {

    private static final Duration WINDOW = Duration.ofMillis(50);

    @Test
    void aBodyThatComesTooSlowlyBreaksOff() throws IOException {
        try (TimedBody body = body(new Slow(), 1_000_000, Instant.MAX)) {
            assertThatThrownBy(body::readAllBytes).hasMessage("too slow");
            assertThat(body.isSlow()).isTrue();
        }
    }

    @Test
    void aSlowBodyIsReadToItsEndIfItNeedNotBeFaster() throws IOException {
        try (TimedBody body = body(new Slow(), 20, Instant.MAX)) {
            assertThat(body.readAllBytes()).hasSize(Slow.COUNT);
        }
    }

    @Test
    void theTimeInWhichNobodyReadsDoesNotCount() throws IOException {
        try (TimedBody body = body(new ByteArrayInputStream(new byte[3]), 1_000_000, Instant.MAX)) {
            byte[] one = new byte[1];
            assertThat(body.read(one, 0, 1)).isEqualTo(1);
            LockSupport.parkNanos(2 * WINDOW.toNanos());
            assertThat(body.readAllBytes()).hasSize(2);
            assertThat(body.isSlow()).isFalse();
        }
    }

    @Test
    void aBodyEndsAtItsMomentWhateverItsPace() throws IOException {
        try (TimedBody body = body(new ByteArrayInputStream(new byte[3]), 0, Instant.EPOCH)) {
            assertThatThrownBy(body::readAllBytes).hasMessage("the time is up");
            assertThat(body.isSlow()).isFalse();
        }
    }

    private static TimedBody body(InputStream in, long bytesPerSecond, Instant endAt) {
        return new TimedBody(in, Clock.systemUTC(), endAt, new TimedBody.Pace(bytesPerSecond, WINDOW));
    }

    /** A byte each 10 ms. */
    private static final class Slow extends InputStream {

        static final int COUNT = 20;

        private int left = COUNT;

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            return left-- > 0 ? 1 : -1;
        }
    }
}
