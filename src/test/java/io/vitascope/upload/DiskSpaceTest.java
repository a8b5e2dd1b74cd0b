package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {

    private static final long RESERVE = 1_000;

    /** Copies of blobs, say, that fill the disk and can go. */
    @Test
    void anUploadIsRefusedWhenWhatCanGoIsGoneAndNotBefore() {
        AtomicLong usableBytes = new AtomicLong(10);
        DiskSpace space = new DiskSpace(
                wanted -> usableBytes.updateAndGet(now -> Math.max(now, Math.min(wanted, 1_500))),
                () -> 1_500,
                RESERVE);
        assertThat(space.availableBytes()).isEqualTo(500);
        space.require(500);
        assertThat(usableBytes).hasValue(1_500);
        assertThatThrownBy(() -> space.require(501)).isInstanceOf(ProblemException.class);
    }
}
