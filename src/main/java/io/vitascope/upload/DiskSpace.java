package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import java.util.Map;
import java.util.function.LongSupplier;

/** The rule that uploads never fill the disk: {@code reserveBytes} stay free for everybody else. Threads: safe. */
final class DiskSpace {

    private final LongSupplier usableBytes;
    private final long reserveBytes;

    DiskSpace(LongSupplier usableBytes, long reserveBytes) {
        this.usableBytes = usableBytes;
        this.reserveBytes = reserveBytes;
    }

    /** Bytes that uploads may take now. */
    long availableBytes() {
        return Math.max(0, usableBytes.getAsLong() - reserveBytes);
    }

    /** @throws ProblemException when {@code moreBytes} would use up the reserve */
    void require(long moreBytes) {
        long free = usableBytes.getAsLong();
        if (free - moreBytes < reserveBytes) {
            throw new ProblemException(
                    UploadError.NO_SPACE,
                    "The disk has " + free + " bytes left, of which " + reserveBytes
                            + " are kept free. Delete videos or make room, then upload again.",
                    Map.of("free_bytes", free, "reserve_bytes", reserveBytes));
        }
    }
}
