package io.vitascope.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {

    @TempDir
    Path data;

    private BlobStore store;

    @BeforeEach
    void open() throws IOException {
        Path blobs = Files.createDirectory(data.resolve("blobs"));
        Path scratch = Files.createDirectory(data.resolve("scratch"));
        store = new LocalBlobStore(blobs, new Scratch(scratch));
    }

    @Override
    BlobStore store() {
        return store;
    }
}
