package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/**
 * The bytes of one request on their way to the end of a resumable upload.
 *
 * <p>What is written is forced to the disk and then counted in the record every {@code vitascope.upload.commit-every}.
 * At the end, however that comes, everything is counted, and the disk gets it in its own time; but for the last byte of
 * the upload, with which all are forced first. Bytes with a checksum count when it has held, and not before.
 *
 * <p>Threads: confined to the one that reads the request; the disk works beside it.
 */
final class Append implements Incoming.Owner {

    /** What the room does for it. */
    interface Room {
        Instant now();

        void arrived(int countBytes);

        /**
         * The record counts {@code toBytes} instead of {@code fromBytes}, of which {@code forcedBytes} are on the disk;
         * false when it is another writer's now.
         */
        boolean advance(long fromBytes, long toBytes, long forcedBytes);

        /** Why {@link #advance} did not. */
        ProblemException moved();
    }

    private final Writer writer;
    private final Room room;
    private final long commitEveryMillis;
    private final Chunk chunk;
    private final long limitBytes;
    private volatile long countedBytes;
    private volatile long forcedBytes;
    private Instant lastCommit;

    /** {@code forcedBytes} of what came before are on the disk. */
    Append(Writer writer, Room room, UploadConfig config, Chunk chunk, long limitBytes, long forcedBytes) {
        this.writer = writer;
        this.room = room;
        this.commitEveryMillis = config.commitEvery().toMillis();
        this.chunk = chunk;
        this.limitBytes = limitBytes;
        this.countedBytes = chunk.offsetBytes();
        this.forcedBytes = forcedBytes;
        this.lastCommit = room.now();
    }

    /**
     * Writes what comes. Returns the new offset when the request has come to its end.
     *
     * @throws ProblemException when it has not, or must not; what has come is counted even so, unless it has a checksum
     */
    long receive(Incoming incoming) {
        try (incoming) {
            try {
                copy(incoming);
            } catch (ProblemException e) {
                if (chunk.checksum().isEmpty()) {
                    commit(incoming);
                }
                throw e;
            }
            chunk.checksum().ifPresent(Checksum::verify);
            commit(incoming);
        }
        return countedBytes;
    }

    private void copy(Incoming incoming) {
        while (true) {
            ByteBuffer bytes;
            try {
                bytes = chunk.body().next();
            } catch (IOException gone) {
                throw new ProblemException(
                        UploadError.INTERRUPTED,
                        "The connection ended or stood still before all bytes had arrived. Go on at the upload's"
                                + " offset.");
            }
            if (!bytes.hasRemaining()) {
                return;
            }
            writer.require();
            take(incoming, bytes);
        }
    }

    private void take(Incoming incoming, ByteBuffer bytes) {
        if (incoming.sizeBytes() + bytes.remaining() > limitBytes) {
            throw tooLong(writer.id(), limitBytes);
        }
        chunk.checksum().ifPresent(checksum -> checksum.update(bytes));
        incoming.keep(bytes);
    }

    @Override
    public void arrived(Incoming incoming, int countBytes) {
        room.arrived(countBytes);
        if (chunk.checksum().isPresent() || incoming.isForcing()) {
            return;
        }
        Instant now = room.now();
        if (incoming.isForceDue() || !now.isBefore(lastCommit.plusMillis(commitEveryMillis))) {
            incoming.forceBeside(this::forced);
            lastCommit = now;
        }
    }

    @Override
    public void closed(Incoming incoming) {}

    private void commit(Incoming incoming) {
        incoming.settle();
        long size = incoming.sizeBytes();
        if (size == limitBytes && size > forcedBytes) {
            incoming.force();
            forced(size);
        } else if (size > countedBytes) {
            count(size);
        }
    }

    private void forced(long bytes) {
        forcedBytes = bytes;
        count(bytes);
    }

    private void count(long bytes) {
        writer.requireLease();
        if (!room.advance(countedBytes, bytes, forcedBytes)) {
            throw room.moved();
        }
        countedBytes = bytes;
    }

    /** The offset that the record has now. */
    long countedBytes() {
        return countedBytes;
    }

    /** Not all of these bytes are on the disk. */
    boolean isUnforced() {
        return countedBytes > forcedBytes;
    }

    static ProblemException tooLong(VideoId id, long limitBytes) {
        return new ProblemException(
                UploadError.TOO_LARGE,
                "Upload " + id + " has " + limitBytes + " bytes, and here come more.",
                Map.of("limit_bytes", limitBytes));
    }
}
