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
 * <p>What is written is forced to the disk, and only then counted in the record: at the end, however that comes, and
 * every {@code vitascope.upload.commit-every} before. Bytes with a checksum count when it has held, and not before.
 *
 * <p>Threads: confined to the one that reads the request.
 */
final class Append implements Incoming.Owner {

    private static final int BUFFER_BYTES = 128 << 10;

    /** What the room does for it. */
    interface Room {
        Instant now();

        void arrived(int countBytes);

        /** The record counts {@code toBytes} instead of {@code fromBytes}; false when it is another writer's now. */
        boolean advance(long fromBytes, long toBytes);
    }

    private final Writer writer;
    private final Room room;
    private final long commitEveryMillis;
    private final Chunk chunk;
    private final long limitBytes;
    private long countedBytes;
    private Instant lastCommit;

    Append(Writer writer, Room room, UploadConfig config, Chunk chunk, long limitBytes) {
        this.writer = writer;
        this.room = room;
        this.commitEveryMillis = config.commitEvery().toMillis();
        this.chunk = chunk;
        this.limitBytes = limitBytes;
        this.countedBytes = chunk.offsetBytes();
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
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            int count;
            try {
                count = chunk.body().read(buffer);
            } catch (IOException gone) {
                throw new ProblemException(
                        UploadError.INTERRUPTED,
                        "The connection ended or stood still before all bytes had arrived. Go on at the upload's"
                                + " offset.");
            }
            if (count < 0) {
                return;
            }
            writer.require();
            take(incoming, ByteBuffer.wrap(buffer, 0, count));
        }
    }

    private void take(Incoming incoming, ByteBuffer bytes) {
        if (incoming.sizeBytes() + bytes.remaining() > limitBytes) {
            throw tooLong(writer.id(), limitBytes);
        }
        chunk.checksum().ifPresent(checksum -> checksum.update(bytes));
        incoming.write(bytes);
    }

    @Override
    public void arrived(Incoming incoming, int countBytes) {
        room.arrived(countBytes);
        Instant now = room.now();
        if (chunk.checksum().isEmpty() && !now.isBefore(lastCommit.plusMillis(commitEveryMillis))) {
            commit(incoming);
            lastCommit = now;
        }
    }

    @Override
    public void closed(Incoming incoming) {}

    private void commit(Incoming incoming) {
        long size = incoming.sizeBytes();
        if (size > countedBytes) {
            incoming.force();
            writer.requireLease();
            if (!room.advance(countedBytes, size)) {
                throw new ProblemException(
                        UploadError.GONE, "Upload " + writer.id() + " was deleted while its bytes arrived.");
            }
            countedBytes = size;
        }
    }

    /** The offset that the record has now. */
    long countedBytes() {
        return countedBytes;
    }

    static ProblemException tooLong(VideoId id, long limitBytes) {
        return new ProblemException(
                UploadError.TOO_LARGE,
                "Upload " + id + " has " + limitBytes + " bytes, and here come more.",
                Map.of("limit_bytes", limitBytes));
    }
}
