package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.MemoryBlobStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlobPiecesTest {

    private static final BlobKey KEY = new BlobKey("videos/a/source");

    private final AtomicInteger open = new AtomicInteger();
    private final ForwardingStore blobs = new ForwardingStore(new MemoryBlobStore()) {
        @Override
        public Optional<InputStream> open(BlobKey key, ByteRange range) {
            Optional<InputStream> found = super.open(key, range);
            found.ifPresent(in -> open.incrementAndGet());
            return found.map(in -> new FilterInputStream(in) {
                @Override
                public void close() throws IOException {
                    super.close();
                    open.decrementAndGet();
                }
            });
        }
    };
    private final byte[] content = new byte[3 * BlobPieces.PIECE_BYTES + 17];

    @Test
    void theRangeComesToTheByteAndNothingIsOpenBetweenTwoReads() throws IOException {
        new Random(1).nextBytes(content);
        blobs.put(KEY, content);
        ByteRange range = new ByteRange(5, content.length - 3);
        InputStream pieces = BlobPieces.open(blobs, KEY, range).orElseThrow();
        assertThat(open).hasValue(0);
        byte[] first = pieces.readNBytes(BlobPieces.PIECE_BYTES + 1);
        assertThat(open).hasValue(0);
        assertThat(first).isEqualTo(Arrays.copyOfRange(content, 5, 5 + first.length));
        assertThat(pieces.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 5 + first.length, content.length - 3));
        assertThat(open).hasValue(0);
    }

    @Test
    void aBlobThatIsDeletedMeanwhileIsNotTakenForOneThatEnds() throws IOException {
        assertThat(BlobPieces.open(blobs, KEY, new ByteRange(0, 1))).isEmpty();
        blobs.put(KEY, content);
        InputStream pieces =
                BlobPieces.open(blobs, KEY, ByteRange.all(content.length)).orElseThrow();
        blobs.delete(KEY);
        assertThatThrownBy(pieces::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("is gone");
    }
}
