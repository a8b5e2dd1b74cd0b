package io.vitascope.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A request on its way in, which remembers how reading it ended: parsers wrap a broken connection into errors of their
 * own. Confined to one thread.
 */
final class IncomingBody extends FilterInputStream {

    private static final int PIECE_BYTES = 64 << 10;

    private boolean broken;
    private boolean ended;

    IncomingBody(InputStream in) {
        super(in);
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
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int count = super.read(target, offset, length);
            ended |= count < 0;
            return count;
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** The next bytes, the caller's to keep; none at the end. */
    ByteBuffer next() throws IOException {
        try {
            ByteBuffer bytes = in instanceof ReadAhead ahead ? ahead.next() : piece();
            ended |= !bytes.hasRemaining();
            return bytes;
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private ByteBuffer piece() throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        return ByteBuffer.wrap(piece, 0, Math.max(0, in.read(piece)));
    }

    /** Reads and drops what follows, up to the length of {@code buffer}. */
    void drain(byte[] buffer) throws IOException {
        int left = buffer.length;
        while (left > 0 && !ended) {
            left -= read(buffer, 0, left);
        }
    }
}
