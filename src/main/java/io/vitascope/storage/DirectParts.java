package io.vitascope.storage;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a store can do whose blobs others bring themselves, in parts, with addresses that were signed for them.
 *
 * <p>Part {@code n} (from 1) is the bytes from {@code (n - 1) * partBytes} on; all but the last have the same size.
 * Nothing is to be seen of the blob before {@link #complete}. {@link BlobStore#deleteAll} ends what is unfinished.
 * Threads: safe for all. Errors: {@link java.io.UncheckedIOException} when the store fails.
 */
public interface DirectParts {

    /** A part that has arrived. */
    record Part(int number, long sizeBytes, String etag) {}

    /** The size of the parts of a blob of {@code sizeBytes}. */
    long partBytes(long sizeBytes);

    /** Begins a blob; the answer is the name of this beginning. */
    String begin(BlobKey key);

    /** Where anybody may {@code PUT} this part, with just this length, for as long as {@link #linkExpiry}. */
    URI link(BlobKey key, String uploadId, int number, long lengthBytes);

    Duration linkExpiry();

    /** What has arrived, by its numbers; empty when the store knows of no such beginning, or of no such any more. */
    Optional<List<Part>> arrived(BlobKey key, String uploadId);

    /** The blob is there afterwards, whole. False when the store knows of no such beginning any more. */
    boolean complete(BlobKey key, String uploadId, List<Part> parts);
}
