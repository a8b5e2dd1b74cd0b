package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A store of whole blobs.
 *
 * <p>Threads: safe for all. Errors: {@link java.io.UncheckedIOException} when the store fails; a missing blob is an
 * empty {@link Optional} or a no-op, never an error.
 */
public interface BlobStore {

    /**
     * Puts a finished file and consumes it: afterwards {@code file} is gone from where it was. It survives a power cut.
     */
    void put(BlobKey key, Path file);

    /** Puts a small blob from memory: captions, pictures. It survives a power cut. */
    void put(BlobKey key, byte[] content);

    /**
     * As {@link #put(BlobKey, Path)}, but a power cut may empty or take the blob until it is {@link #settle settled};
     * it takes no time.
     */
    default void putUnsettled(BlobKey key, Path file) {
        put(key, file);
    }

    /** As {@link #put(BlobKey, byte[])}, but unsettled. */
    default void putUnsettled(BlobKey key, byte[] content) {
        put(key, content);
    }

    /** These survive a power cut from now on; those that are gone are left out. */
    default void settle(Collection<BlobKey> keys) {}

    /**
     * The first {@code sizeBytes} of {@code file}, which still grows and will be put under {@code key}, are for good: a
     * store that is far away may fetch them already. Does not wait.
     */
    default void ahead(BlobKey key, Path file, long sizeBytes) {}

    /** Bytes that {@link #ahead} has told may change after all. */
    default void forgetAhead(BlobKey key) {}

    /** Puts the bytes of a small blob, a segment say, under {@code to} as well; whether {@code from} was there. */
    default boolean copy(BlobKey from, BlobKey to) {
        Optional<BlobInfo> info = stat(from);
        Optional<InputStream> found = info.flatMap(blob -> open(from, ByteRange.all(blob.sizeBytes())));
        if (found.isEmpty()) {
            return false;
        }
        try (InputStream in = found.get()) {
            put(to, in.readAllBytes());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<BlobInfo> stat(BlobKey key);

    /** The bytes of {@code range}, which must lie inside the blob; the caller closes the stream. */
    Optional<InputStream> open(BlobKey key, ByteRange range);

    /** The blob as a file that may be read in place, where the store has such: the zero-copy path. */
    Optional<Path> file(BlobKey key);

    /**
     * An address at which anybody may read the blob for a while, where the store serves its readers itself; {@code
     * disposition} is empty for none.
     */
    default Optional<URI> link(BlobKey key, String contentType, String disposition) {
        return Optional.empty();
    }

    /** How clients bring large blobs to the store themselves, where it lets them. */
    default Optional<DirectParts> direct() {
        return Optional.empty();
    }

    /** What was begun in parts below {@code prefix} and not ended, where the store has such. */
    default List<Unfinished> unfinished(BlobKey prefix) {
        return List.of();
    }

    /** Ends it; whoever still sends parts begins anew. Again is a no-op. */
    default void abort(Unfinished begun) {}

    void delete(BlobKey key);

    /** Deletes the blob {@code prefix} and all below it; again is a no-op. */
    void deleteAll(BlobKey prefix);

    /** All blobs below {@code prefix}, in no order; the caller closes the stream. */
    default Stream<BlobInfo> list(BlobKey prefix) {
        return list(prefix, stranger -> {});
    }

    /**
     * As above.
     *
     * @param strangers takes the names of what lies there and can be no blob, as the stream comes to them: an operator's
     *     console, say, makes an object for each folder
     */
    Stream<BlobInfo> list(BlobKey prefix, Consumer<String> strangers);
}
