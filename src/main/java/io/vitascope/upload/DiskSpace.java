package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/** The rule that uploads never fill the disk: {@code reserveBytes} stay free for everybody else. Threads: safe. */
final class DiskSpace {

    private final LongUnaryOperator usableBytes;
    private final LongSupplier attainableBytes;
    private final long reserveBytes;

    /**
     * @param usableBytes of the disk, after an attempt to have as many as it is given
     * @param attainableBytes how many that could be at most
     */
    DiskSpace(LongUnaryOperator usableBytes, LongSupplier attainableBytes, long reserveBytes) {
        this.usableBytes = usableBytes;
        this.attainableBytes = attainableBytes;
        this.reserveBytes = reserveBytes;
    }

    /** Bytes that uploads may take now. */
    long availableBytes() {
        return Math.max(0, attainableBytes.getAsLong() - reserveBytes);
    }

    /** @throws ProblemException when {@code moreBytes} would use up the reserve */
    void require(long moreBytes) {
        long free = usableBytes.applyAsLong(moreBytes + reserveBytes);
        if (free - moreBytes < reserveBytes) {
            throw new ProblemException(
                    UploadError.NO_SPACE,
                    "The disk has " + free + " bytes left, of which " + reserveBytes
                            + " are kept free. Delete videos or make room, then upload again.",
                    Map.of("free_bytes", free, "reserve_bytes", reserveBytes));
        }
    }
}
