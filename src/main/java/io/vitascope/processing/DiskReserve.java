package io.vitascope.processing;

import io.vitascope.storage.LocalFiles;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongUnaryOperator;

/**
 * The rule that work never fills the disk: on its last bytes Redis and Kafka stand, if they run inside, and whatever
 * stops then, stops for everybody. Threads: safe for all.
 */
@Singleton
final class DiskReserve {

    private final LongUnaryOperator usableBytes;
    private final long reserveBytes;

    @Inject
    DiskReserve(LocalFiles files, ProcessingConfig config) {
        this(files::usableBytes, config.diskReserve().asLongValue());
    }

    /** @param usableBytes of the disk, after an attempt to have as many as it is given */
    DiskReserve(LongUnaryOperator usableBytes, long reserveBytes) {
        this.usableBytes = usableBytes;
        this.reserveBytes = reserveBytes;
    }

    /** @throws UncheckedIOException when work eats of the reserve */
    void require() {
        long free = usableBytes.applyAsLong(reserveBytes);
        if (free < reserveBytes) {
            throw new UncheckedIOException(new IOException(
                    "the disk has " + free + " bytes left, and " + reserveBytes + " are kept free for others"));
        }
    }
}
