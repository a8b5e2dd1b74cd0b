package io.vitascope.upload;

import java.io.InputStream;
import java.util.Arrays;

/** So many zeros; tells how much the living heap had grown when nearly all of them were gone. */
final class Zeros extends InputStream {

    private final long measureAt;
    private final long heapBytesBefore = liveHeapBytes();
    private long leftBytes;
    private long grownBytes = -1;

    Zeros(long sizeBytes) {
        this.leftBytes = sizeBytes;
        this.measureAt = sizeBytes / 20;
    }

    long grownBytes() {
        if (grownBytes == -1) {
            throw new IllegalStateException("most of the zeros are still here");
        }
        return grownBytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : 0;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (leftBytes == 0) {
            return -1;
        }
        int count = (int) Math.min(length, leftBytes);
        Arrays.fill(target, offset, offset + count, (byte) 0);
        leftBytes -= count;
        if (grownBytes == -1 && leftBytes < measureAt) {
            grownBytes = Math.max(0, liveHeapBytes() - heapBytesBefore);
        }
        return count;
    }

    private static long liveHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
