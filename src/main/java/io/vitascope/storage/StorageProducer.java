package io.vitascope.storage;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The one visible choice of a store: local disk. */
@Singleton
final class StorageProducer {

    private final Path dataDir;

    StorageProducer(StorageConfig config) {
        this.dataDir = config.dataDir().toAbsolutePath().normalize();
    }

    @Produces
    @Singleton
    Scratch scratch() {
        return new Scratch(directory("scratch"));
    }

    @Produces
    @Singleton
    BlobStore blobs(Scratch scratch) {
        return new LocalBlobStore(directory("blobs"), scratch);
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(dataDir.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write to the data folder " + dataDir + "; set vitascope.data-dir", e);
        }
    }
}
