package io.vitascope.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends after a number of bytes, though the stream below goes on. Confined to one thread. */
final class BoundedInputStream extends FilterInputStream {

    private long remainingBytes;

    BoundedInputStream(InputStream in, long lengthBytes) {
        super(in);
        this.remainingBytes = lengthBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (remainingBytes <= 0) {
            return length == 0 ? 0 : -1;
        }
        int count = super.read(buffer, offset, (int) Math.min(length, remainingBytes));
        if (count > 0) {
            remainingBytes -= count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, remainingBytes));
        remainingBytes -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), remainingBytes);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
