package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A store that has no files, as an object store has none; held to the same contract as the others. */
public final class MemoryBlobStore implements BlobStore {

    private record Blob(byte[] bytes, BlobInfo info) {}

    private final Map<String, Blob> blobs = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final Set<BlobKey> unsettled = ConcurrentHashMap.newKeySet();

    @Override
    public void put(BlobKey key, Path file) {
        try {
            put(key, Files.readAllBytes(file));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(BlobKey key, byte[] content) {
        BlobInfo info = new BlobInfo(key, content.length, "v" + versions.incrementAndGet(), Instant.now());
        blobs.put(key.value(), new Blob(content.clone(), info));
    }

    @Override
    public void putUnsettled(BlobKey key, Path file) {
        put(key, file);
        unsettled.add(key);
    }

    @Override
    public void putUnsettled(BlobKey key, byte[] content) {
        put(key, content);
        unsettled.add(key);
    }

    @Override
    public void settle(Collection<BlobKey> keys) {
        keys.forEach(unsettled::remove);
    }

    /** Blobs that a power cut could take, were this a disk. */
    public Set<BlobKey> unsettled() {
        return unsettled;
    }

    @Override
    public Optional<BlobInfo> stat(BlobKey key) {
        return Optional.ofNullable(blobs.get(key.value())).map(Blob::info);
    }

    @Override
    public Optional<InputStream> open(BlobKey key, ByteRange range) {
        return Optional.ofNullable(blobs.get(key.value()))
                .map(blob -> new ByteArrayInputStream(blob.bytes(), (int) range.start(), (int) range.length()));
    }

    @Override
    public Optional<Path> file(BlobKey key) {
        return Optional.empty();
    }

    @Override
    public void delete(BlobKey key) {
        blobs.remove(key.value());
    }

    @Override
    public void deleteAll(BlobKey prefix) {
        blobs.keySet().removeIf(key -> key.equals(prefix.value()) || key.startsWith(prefix + "/"));
    }

    @Override
    public Stream<BlobInfo> list(BlobKey prefix, Consumer<String> strangers) {
        return blobs.values().stream()
                .map(Blob::info)
                .filter(info -> info.key().value().startsWith(prefix + "/"));
    }
}
