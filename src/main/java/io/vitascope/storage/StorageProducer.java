package io.vitascope.storage;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The one visible choice of a store: local disk or a bucket. */
@Singleton
final class StorageProducer {

    private static final Logger LOG = Logger.getLogger(StorageProducer.class);

    private final StoreConfig store;
    private final S3Config s3;
    private final Path dataDir;

    StorageProducer(StorageConfig config, StoreConfig store, S3Config s3) {
        this.store = store;
        this.s3 = s3;
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
        return switch (store.type()) {
            case LOCAL -> new LocalBlobStore(directory("blobs"), scratch);
            case S3 -> bucket(scratch);
        };
    }

    void close(@Disposes BlobStore blobs) {
        if (blobs instanceof S3BlobStore bucket) {
            bucket.close();
        }
    }

    @Produces
    @Singleton
    LocalFiles files(
            BlobStore blobs,
            Scratch scratch,
            @ConfigProperty(name = "vitascope.processing.disk-reserve") MemorySize reserve) {
        boolean copies = store.type() == StoreConfig.Type.S3;
        return new LocalFiles(
                blobs, scratch, copies, s3.copiesMaxSize().asLongValue(), reserve.asLongValue(), scratch::usableBytes);
    }

    private BlobStore bucket(Scratch scratch) {
        S3Bucket bucket = new S3Bucket(s3);
        try {
            bucket.require();
        } catch (UncheckedIOException e) {
            LOG.errorf("Not reached yet: %s", e.getMessage());
        }
        return new S3BlobStore(bucket, new S3Uploads(bucket), scratch);
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
