package io.vitascope.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A request on its way in, which remembers how reading it ended: parsers wrap a broken connection into errors of their
 * own. Confined to one thread.
 */
final class IncomingBody extends InputStream {

    private static final int PIECE_BYTES = 64 << 10;

    /** Where the bytes come from. */
    interface Pieces {
        /** The next bytes, the caller's to keep; none at the end, and then always. Waits for them. */
        ByteBuffer next() throws IOException;
    }

    private final Pieces pieces;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean broken;
    private boolean ended;

    IncomingBody(Pieces pieces) {
        this.pieces = pieces;
    }

    /** The bytes of {@code stream}, which its owner closes. */
    static IncomingBody of(InputStream stream) {
        return new IncomingBody(() -> {
            byte[] piece = new byte[PIECE_BYTES];
            return ByteBuffer.wrap(piece, 0, Math.max(0, stream.read(piece)));
        });
    }

    /** The client went away or stood still for too long. */
    boolean isBroken() {
        return broken;
    }

    /** Everything has been read. */
    boolean isEnded() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        return fill() ? current.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.get(target, offset, count);
        return count;
    }

    /** The next bytes, the caller's to keep; none at the end. */
    ByteBuffer next() throws IOException {
        fill();
        ByteBuffer bytes = current.slice();
        current.position(current.limit());
        return bytes;
    }

    /** False at the end. */
    private boolean fill() throws IOException {
        if (!current.hasRemaining() && !ended) {
            try {
                current = pieces.next();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
            ended = !current.hasRemaining();
        }
        return !ended;
    }

    /** Reads and drops what follows, up to the length of {@code buffer}. */
    void drain(byte[] buffer) throws IOException {
        int left = buffer.length;
        while (left > 0 && !ended) {
            left -= read(buffer, 0, left);
        }
    }
}
