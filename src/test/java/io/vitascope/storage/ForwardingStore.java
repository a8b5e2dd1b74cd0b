package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Another store, for tests that change one of its answers. */
public class ForwardingStore implements BlobStore {

    private final BlobStore blobs;

    /** Without files. */
    ForwardingStore() {
        this(new MemoryBlobStore());
    }

    protected ForwardingStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    @Override
    public void put(BlobKey key, Path file) {
        blobs.put(key, file);
    }

    @Override
    public void put(BlobKey key, byte[] content) {
        blobs.put(key, content);
    }

    @Override
    public Optional<BlobInfo> stat(BlobKey key) {
        return blobs.stat(key);
    }

    @Override
    public Optional<InputStream> open(BlobKey key, ByteRange range) {
        return blobs.open(key, range);
    }

    @Override
    public Optional<Path> file(BlobKey key) {
        return Optional.empty();
    }

    @Override
    public List<Unfinished> unfinished(BlobKey prefix) {
        return blobs.unfinished(prefix);
    }

    @Override
    public void abort(Unfinished begun) {
        blobs.abort(begun);
    }

    @Override
    public void delete(BlobKey key) {
        blobs.delete(key);
    }

    @Override
    public void deleteAll(BlobKey prefix) {
        blobs.deleteAll(prefix);
    }

    @Override
    public Stream<BlobInfo> list(BlobKey prefix, Consumer<String> strangers) {
        return blobs.list(prefix, strangers);
    }
}
