package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskReserveTest {

    /** Copies of blobs, say, that fill the disk and can go. */
    @Test
    void aJobWaitsWhenWhatCanGoIsGoneAndNotBefore() {
        AtomicLong attainableBytes = new AtomicLong(1_000);
        AtomicLong usableBytes = new AtomicLong(10);
        DiskReserve reserve = new DiskReserve(
                wanted -> usableBytes.updateAndGet(now -> Math.max(now, Math.min(wanted, attainableBytes.get()))),
                1_000);
        reserve.require();
        assertThat(usableBytes).hasValue(1_000);
        attainableBytes.set(0);
        usableBytes.set(999);
        assertThatThrownBy(reserve::require).isInstanceOf(UncheckedIOException.class);
    }
}
