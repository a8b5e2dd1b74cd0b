package io.vitascope.processing;

import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/**
 * The rule that work never fills the disk: on its last bytes Redis and Kafka stand, if they run inside, and whatever
 * stops then, stops for everybody. Threads: safe for all.
 */
@Singleton
final class DiskReserve {

    private final LongSupplier usableBytes;
    private final long reserveBytes;

    @Inject
    DiskReserve(Scratch scratch, ProcessingConfig config) {
        this(scratch::usableBytes, config.diskReserve().asLongValue());
    }

    DiskReserve(LongSupplier usableBytes, long reserveBytes) {
        this.usableBytes = usableBytes;
        this.reserveBytes = reserveBytes;
    }

    /** @throws UncheckedIOException when work eats of the reserve */
    void require() {
        long free = usableBytes.getAsLong();
        if (free < reserveBytes) {
            throw new UncheckedIOException(new IOException(
                    "the disk has " + free + " bytes left, and " + reserveBytes + " are kept free for others"));
        }
    }
}
