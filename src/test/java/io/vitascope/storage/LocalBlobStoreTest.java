package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest extends BlobStoreContract {

    private static final BlobKey SEGMENT = new BlobKey("videos/a/g1/480p/00000.m4s");

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

    @Test
    void theNamesOfWhatWasPutAreForcedToTheDiskAsItsBytesAre() throws IOException {
        byte[] content = {1};
        assertThat(forcedBy(() -> store.put(new BlobKey("videos/a/source"), content)))
                .contains(data.resolve("blobs"), data.resolve("blobs/videos"), data.resolve("blobs/videos/a"));
        assertThat(forcedBy(() -> store.put(new BlobKey("videos/a/poster.jpg"), content)))
                .contains(data.resolve("blobs/videos/a"))
                .doesNotContain(data.resolve("blobs/videos"));
    }

    @Test
    void theNamesOfWhatIsNotSettledAreForcedWhenItIsEachDirectoryOnce() throws IOException {
        BlobKey other = SEGMENT.parent().child("00001.m4s");
        assertThat(forcedBy(() -> {
                    store.putUnsettled(SEGMENT, new byte[] {1});
                    store.putUnsettled(other, new byte[] {2});
                }))
                .isEmpty();
        assertThat(forcedBy(() -> store.settle(List.of(SEGMENT, other))))
                .containsExactlyInAnyOrder(
                        data.resolve("blobs"),
                        data.resolve("blobs/videos"),
                        data.resolve("blobs/videos/a"),
                        data.resolve("blobs/videos/a/g1"),
                        data.resolve("blobs/videos/a/g1/480p"),
                        data.resolve("blobs/" + SEGMENT),
                        data.resolve("blobs/" + other));
    }

    /** What the JDK has forced meanwhile, of this store. */
    private List<Path> forcedBy(Runnable work) throws IOException {
        Path events = data.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(events);
        }
        return RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .map(event -> Path.of(event.getString("path")))
                .filter(path -> path.startsWith(data.resolve("blobs")))
                .toList();
    }
}
