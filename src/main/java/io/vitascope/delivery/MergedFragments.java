package io.vitascope.delivery;

import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The bytes of a merged fragmented MP4: an initialization segment, then the fragments of several tracks in turn.
 *
 * <p>Reads one segment after the other as it is read itself; only a fragment's header is ever in memory, its samples
 * pass through. Confined to one thread at a time. Errors: {@link IOException} when a segment is gone or not CMAF.
 */
final class MergedFragments extends InputStream {

    private static final int MAX_HEADER_BYTES = 4 << 20;

    /** A segment of track number {@code track}, to be shown earlier by {@code earlierByTicks} of its timescale. */
    record Part(BlobKey key, int track, long earlierByTicks) {}

    private final BlobStore blobs;
    private final Iterator<Part> parts;
    private Part part = new Part(new BlobKey("none"), 0, 0);
    private DataInputStream segment = new DataInputStream(InputStream.nullInputStream());
    private InputStream header;
    private long sampleBytes;
    private int sequence;

    MergedFragments(BlobStore blobs, byte[] initialization, List<Part> parts) {
        this.blobs = blobs;
        this.parts = parts.iterator();
        this.header = new ByteArrayInputStream(initialization);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            int count = header.read(target, offset, length);
            if (count > 0) {
                return count;
            }
            if (sampleBytes > 0) {
                count = segment.read(target, offset, (int) Math.min(length, sampleBytes));
                if (count < 0) {
                    throw new EOFException(part.key() + " ends within its samples");
                }
                sampleBytes -= count;
                return count;
            }
            if (!nextBox() && !nextSegment()) {
                return -1;
            }
        }
    }

    /** False at the end of the segment. */
    private boolean nextBox() throws IOException {
        byte[] start = segment.readNBytes(8);
        if (start.length < 8) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(start);
        long bodyBytes = Integer.toUnsignedLong(fields.getInt()) - 8;
        String type = new String(start, 4, 4, StandardCharsets.ISO_8859_1);
        if (bodyBytes < 0) {
            throw new IOException(part.key() + " has a box \"" + type + "\" of a size that segments do not have");
        }
        switch (type) {
            case "moof" -> header = new ByteArrayInputStream(renumbered(start, bodyBytes));
            case "mdat" -> {
                header = new ByteArrayInputStream(start);
                sampleBytes = bodyBytes;
            }
            default -> segment.skipNBytes(bodyBytes); // styp, sidx, prft, emsg: of the segment, not of the samples
        }
        return true;
    }

    private byte[] renumbered(byte[] start, long bodyBytes) throws IOException {
        if (bodyBytes > MAX_HEADER_BYTES) {
            throw new IOException(part.key() + " has a fragment header of " + bodyBytes + " bytes");
        }
        byte[] fragment = new byte[8 + (int) bodyBytes];
        System.arraycopy(start, 0, fragment, 0, 8);
        segment.readFully(fragment, 8, (int) bodyBytes);
        sequence++;
        CmafMerge.renumber(fragment, part.track(), sequence, part.earlierByTicks());
        return fragment;
    }

    private boolean nextSegment() throws IOException {
        segment.close();
        if (!parts.hasNext()) {
            return false;
        }
        part = parts.next();
        segment = new DataInputStream(open(blobs, part.key()));
        return true;
    }

    private static InputStream open(BlobStore blobs, BlobKey key) throws IOException {
        long sizeBytes = blobs.stat(key).map(BlobInfo::sizeBytes).orElseThrow(() -> new IOException(key + " is gone"));
        return BlobPieces.open(blobs, key, ByteRange.all(sizeBytes))
                .orElseThrow(() -> new IOException(key + " is gone"));
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}
