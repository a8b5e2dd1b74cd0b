package io.vitascope.delivery;

import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Playlists and initialization segments, read whole.
 *
 * <p>A playlist is replaced while it grows. Size and bytes taken at two moments would be a text cut in its middle, so
 * what changed while it was read is read again. Threads: stateless, blocks. Errors: {@link UncheckedIOException}.
 */
@Singleton
final class SmallBlobs {

    private static final long MAX_BYTES = 8 << 20;
    private static final int ATTEMPTS = 5;

    private final BlobStore blobs;

    SmallBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    record Content(BlobInfo info, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    Optional<Content> read(BlobKey key) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<BlobInfo> before = blobs.stat(key);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            byte[] bytes = bytes(before.get());
            Optional<BlobInfo> after = blobs.stat(key);
            if (after.isPresent() && after.get().etag().equals(before.get().etag())) {
                return Optional.of(new Content(before.get(), bytes));
            }
        }
        throw new UncheckedIOException(new IOException(key + " changes faster than it can be read"));
    }

    private byte[] bytes(BlobInfo info) {
        if (info.sizeBytes() > MAX_BYTES) {
            throw new UncheckedIOException(new IOException(info.key() + " is too large for a small blob"));
        }
        try (InputStream in =
                blobs.open(info.key(), ByteRange.all(info.sizeBytes())).orElseGet(InputStream::nullInputStream)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
