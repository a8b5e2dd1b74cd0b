package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {

    @TempDir
    Path data;

    private BlobStore store;
    private Scratch files;

    @BeforeEach
    void open() throws IOException {
        Path blobs = Files.createDirectory(data.resolve("blobs"));
        Path scratch = Files.createDirectory(data.resolve("scratch"));
        files = new Scratch(scratch);
        store = new LocalBlobStore(blobs, files);
    }

    @Test
    void whatFindsNoPlaceLeavesNothingOnScratchDisk() {
        store.put(new BlobKey("place"), new byte[] {1});
        assertThatThrownBy(() -> store.put(new BlobKey("place/taken"), new byte[] {2}))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> store.copy(new BlobKey("place"), new BlobKey("place/taken")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(files.names()).isEmpty();
    }

    @Test
    void whatACallLeavesInWhichItsProcessDiesIsRemovedLaterAndNothingElse() throws IOException {
        Files.writeString(files.file(files.brief("put")), "half of it");
        Files.writeString(files.file("upload-1"), "somebody else's");
        files.dropBriefBefore(Instant.now().minusSeconds(3600));
        assertThat(files.names()).hasSize(2);
        files.dropBriefBefore(Instant.now().plusSeconds(1));
        assertThat(files.names()).containsExactly("upload-1");
    }

    @Override
    BlobStore store() {
        return store;
    }
}
