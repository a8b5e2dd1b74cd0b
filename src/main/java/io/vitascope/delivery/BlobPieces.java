package io.vitascope.delivery;

import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A range of a blob, read from its store in pieces of {@value #PIECE_BYTES} bytes, each taken whole: between two of them
 * nothing is open, so a store that is far away has its connection back however slowly the range is read.
 *
 * <p>Confined to one thread at a time.
 */
final class BlobPieces extends InputStream {

    static final int PIECE_BYTES = 1 << 20;

    private final BlobStore blobs;
    private final BlobKey key;
    private final long endBytes;
    private long positionBytes;
    private byte[] piece = new byte[0];
    private int taken;

    private BlobPieces(BlobStore blobs, BlobKey key, ByteRange range) {
        this.blobs = blobs;
        this.key = key;
        this.positionBytes = range.start();
        this.endBytes = range.end();
    }

    /** The first piece is read at once; empty when there is no such blob. */
    static Optional<BlobPieces> open(BlobStore blobs, BlobKey key, ByteRange range) throws IOException {
        BlobPieces pieces = new BlobPieces(blobs, key, range);
        return pieces.next() ? Optional.of(pieces) : Optional.empty();
    }

    /** False when the blob is gone. */
    private boolean next() throws IOException {
        ByteRange wanted = new ByteRange(positionBytes, Math.min(positionBytes + PIECE_BYTES, endBytes));
        Optional<InputStream> found = blobs.open(key, wanted);
        if (found.isEmpty()) {
            return false;
        }
        try (InputStream in = found.get()) {
            piece = in.readAllBytes();
        }
        if (piece.length != wanted.length()) {
            throw new EOFException(key + " ends before byte " + wanted.end());
        }
        taken = 0;
        positionBytes = wanted.end();
        return true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (taken == piece.length) {
            if (positionBytes == endBytes) {
                return -1;
            }
            if (!next()) {
                throw new IOException(key + " is gone");
            }
        }
        int count = Math.min(length, piece.length - taken);
        System.arraycopy(piece, taken, target, offset, count);
        taken += count;
        return count;
    }
}
