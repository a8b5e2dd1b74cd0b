package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {

    private static final BlobKey KEY = new BlobKey("videos/a/source");
    private static final long RESERVE_BYTES = 100;
    private static final BlobKey OTHER = new BlobKey("videos/b/source");

    @TempDir
    Path folder;

    private final FlakyStore blobs = new FlakyStore();
    private Scratch scratch;
    private LocalFiles files;

    @BeforeEach
    void open() {
        scratch = new Scratch(folder);
        files = open(1_500, () -> Long.MAX_VALUE);
    }

    @Test
    void aCopyIsFetchedOnceAndHasTheBytes() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        for (int i = 0; i < 3; i++) {
            try (LocalFiles.Lent lent = files.lend(KEY).orElseThrow()) {
                assertThat(lent.path()).hasSize(1_000);
            }
        }
        assertThat(blobs.asked).hasSize(1);
        assertThat(files.lend(OTHER)).isEmpty();
    }

    @Test
    void afterABrokenConnectionOnlyTheRestIsFetched() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        blobs.breakAfterBytes = 400;
        try (LocalFiles.Lent lent = files.lend(KEY).orElseThrow()) {
            assertThat(lent.path()).hasSize(1_000);
        }
        assertThat(blobs.asked).containsExactly(new ByteRange(0, 1_000), new ByteRange(400, 1_000));
    }

    @Test
    void whatWasPutFromHereIsNotFetchedAtAll() throws IOException {
        files.put(KEY, Files.write(folder.resolve("upload"), new byte[700]));
        assertThat(folder.resolve("upload")).doesNotExist();
        try (LocalFiles.Lent lent = files.lend(KEY).orElseThrow()) {
            assertThat(lent.path()).hasSize(700);
        }
        assertThat(blobs.asked).isEmpty();
    }

    @Test
    void theOldestGoesWhenRoomIsNeededUnlessSomebodyHasIt() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        blobs.put(OTHER, new byte[1_000]);
        try (LocalFiles.Lent held = files.lend(KEY).orElseThrow()) {
            age(held.path());
            files.lend(OTHER).orElseThrow().close();
            assertThat(held.path()).exists();
        }
        age(scratch.file("copies/" + KEY));
        BlobKey third = new BlobKey("videos/c/source");
        blobs.put(third, new byte[400]);
        files.lend(third).orElseThrow().close();
        assertThat(scratch.file("copies/" + KEY)).doesNotExist();
        assertThat(scratch.file("copies/" + OTHER)).exists();
    }

    @Test
    void copiesMakeRoomForWhatElseIsWrittenAndTheOldestGoesFirst() throws IOException {
        LocalFiles small = open(Long.MAX_VALUE, usableOf(3_000));
        BlobKey held = new BlobKey("videos/c/source");
        for (BlobKey key : List.of(KEY, OTHER, held)) {
            blobs.put(key, new byte[800]);
            small.lend(key).orElseThrow().close();
            age(scratch.file("copies/" + key), Duration.ofHours(key.equals(KEY) ? 3 : 2));
        }
        try (LocalFiles.Lent lent = small.lend(held).orElseThrow()) {
            assertThat(small.usableBytes()).isEqualTo(2_200);
            assertThat(small.usableBytes(600)).isEqualTo(600);
            assertThat(scratch.file("copies/" + KEY)).exists();
            assertThat(small.usableBytes(601)).isEqualTo(1_400);
            assertThat(scratch.file("copies/" + KEY)).doesNotExist();
            assertThat(scratch.file("copies/" + OTHER)).exists();
            assertThat(small.usableBytes(3_000)).isEqualTo(2_200);
            assertThat(left()).containsExactly(lent.path());
        }
    }

    @Test
    void aCopyLeavesTheReserveFreeAndIsElseNotBegun() throws IOException {
        LocalFiles small = open(Long.MAX_VALUE, usableOf(2_000));
        blobs.put(KEY, new byte[1_000]);
        blobs.put(OTHER, new byte[1_000]);
        small.lend(KEY).orElseThrow().close();
        assertThatThrownBy(() -> small.lend(OTHER))
                .hasCauseInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("No space left on device");
        assertThat(blobs.asked).hasSize(1);
        age(scratch.file("copies/" + KEY));
        small.lend(OTHER).orElseThrow().close();
        assertThat(left()).containsExactly(scratch.file("copies/" + OTHER));
    }

    @Test
    void whatNobodyReadsIsDroppedInTheEnd() throws IOException {
        blobs.put(KEY, new byte[10]);
        files.lend(KEY).orElseThrow().close();
        age(scratch.file("copies/" + KEY));
        files.dropUnusedSince(Instant.now().minus(Duration.ofHours(1)));
        assertThat(left()).isEmpty();
    }

    @Test
    void fetchingEndsWhenTheJobHasToEnd() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        assertThatThrownBy(() -> files.lend(KEY, () -> true)).isInstanceOf(InterruptedException.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void twoProcessesThatFetchTheSameAtOnceDoNotWriteToTheSameFile() throws IOException {
        byte[] content = new byte[1_000];
        new Random(1).nextBytes(content);
        blobs.put(KEY, content);
        LocalFiles another = open(1_500, () -> Long.MAX_VALUE);
        blobs.midway = () -> another.lend(KEY).orElseThrow().close();
        try (LocalFiles.Lent lent = files.lend(KEY).orElseThrow()) {
            assertThat(lent.path()).hasBinaryContent(content);
        }
        assertThat(blobs.asked).hasSize(2);
        assertThat(left()).containsExactly(scratch.file("copies/" + KEY));
    }

    @Test
    void whatAnotherProcessHasLentStaysHoweverLongItIsUsed() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        blobs.put(OTHER, new byte[1_000]);
        LocalFiles another = open(1_500, () -> Long.MAX_VALUE);
        try (LocalFiles.Lent held = files.lend(KEY).orElseThrow()) {
            age(held.path());
            files.touchLent();
            another.dropUnusedSince(Instant.now().minus(Duration.ofHours(1)));
            assertThat(held.path()).exists();
            another.lend(OTHER).orElseThrow().close();
            assertThat(held.path()).exists();
        }
        age(scratch.file("copies/" + KEY));
        files.touchLent();
        another.dropUnusedSince(Instant.now().minus(Duration.ofHours(1)));
        assertThat(left()).containsExactly(scratch.file("copies/" + OTHER));
    }

    @Test
    void whatADeadProcessFetchedIsDroppedUnlessSomebodyHasTheBlob() throws IOException {
        blobs.put(KEY, new byte[10]);
        Path half = scratch.file("copies/" + KEY + "." + UUID.randomUUID() + ".part");
        Path ofOlderVersion = scratch.file("copies/" + KEY + ".part");
        LocalFiles.Lent lent = files.lend(KEY).orElseThrow();
        for (Path file : List.of(half, ofOlderVersion)) {
            age(Files.write(file, new byte[5]));
        }
        files.dropUnusedSince(Instant.now().minus(Duration.ofHours(1)));
        assertThat(left()).contains(half, ofOlderVersion);
        lent.close();
        files.dropUnusedSince(Instant.now().minus(Duration.ofHours(1)));
        assertThat(left()).containsExactly(lent.path());
    }

    @Test
    void aBlobIsLentAndPutWhileOtherCopiesComeAndGo() throws Exception {
        blobs.put(KEY, new byte[10]);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> coming = CompletableFuture.runAsync(() -> {
            for (int i = 0; !enough.get(); i++) {
                try {
                    Path copy = scratch.file("copies/videos/other-" + i % 50 + "/source");
                    Files.createDirectories(copy.resolveSibling("."));
                    Files.write(copy, new byte[1]);
                    scratch.delete("copies/videos/other-" + (i + 25) % 50);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        for (int i = 0; i < 1_000; i++) {
            Path upload = Files.write(folder.resolve("upload"), new byte[10]);
            files.put(OTHER, upload);
            scratch.delete("copies/" + KEY);
            files.lend(KEY).orElseThrow().close();
        }
        enough.set(true);
        coming.get(1, TimeUnit.MINUTES);
    }

    @Test
    void aDiskWithoutRoomIsNoBrokenConnection() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        assertThatThrownBy(() -> files.lend(KEY, () -> {
                    throw new UncheckedIOException(new IOException("no room"));
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(blobs.asked).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatADiskTakesInPiecesIsWholeAllTheSame() throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        WritableByteChannel short7 = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) {
                byte[] piece = new byte[Math.min(7, bytes.remaining())];
                bytes.get(piece);
                taken.writeBytes(piece);
                return piece.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        byte[] content = new byte[100];
        new Random(1).nextBytes(content);
        LocalFiles.writeWhole(short7, ByteBuffer.wrap(content));
        assertThat(taken.toByteArray()).isEqualTo(content);
    }

    @Test
    void aFileThatIsNoCopyIsInNobodysWay() throws IOException {
        blobs.put(KEY, new byte[1_000]);
        Files.write(Files.createDirectories(scratch.file("copies")).resolve("not a copy"), new byte[1]);
        files.lend(KEY).orElseThrow().close();
        files.dropUnusedSince(Instant.now());
        assertThat(left()).contains(scratch.file("copies").resolve("not a copy"));
    }

    private LocalFiles open(long maxBytes, LongSupplier usableBytes) {
        return new LocalFiles(blobs, scratch, true, maxBytes, RESERVE_BYTES, usableBytes);
    }

    /** Of a disk of so many bytes, with nothing else on it. */
    private LongSupplier usableOf(long diskBytes) {
        return () -> {
            try {
                long taken = 0;
                for (Path file : left()) {
                    taken += Files.size(file);
                }
                return diskBytes - taken;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            return left.filter(Files::isRegularFile).toList();
        }
    }

    private static void age(Path file) throws IOException {
        age(file, Duration.ofHours(2));
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    /** Breaks off once, after some bytes. */
    private static final class FlakyStore extends ForwardingStore {

        private final List<ByteRange> asked = new ArrayList<>();
        private int breakAfterBytes = -1;
        private @Nullable Runnable midway;

        @Override
        public Optional<InputStream> open(BlobKey key, ByteRange range) {
            asked.add(range);
            if (midway != null) {
                Runnable once = midway;
                midway = null;
                int half = (int) range.length() / 2;
                return super.open(key, range).map(in -> new FilterInputStream(in) {
                    private int readBytes;

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        if (readBytes == half) {
                            once.run();
                        }
                        int limit = readBytes < half ? Math.min(length, half - readBytes) : length;
                        int count = super.read(buffer, offset, limit);
                        readBytes += count;
                        return count;
                    }
                });
            }
            int whole = (int) range.length();
            if (breakAfterBytes < 0) {
                return super.open(key, range);
            }
            InputStream broken = new ByteArrayInputStream(new byte[Math.min(whole, breakAfterBytes)]);
            breakAfterBytes = -1;
            return Optional.of(new FilterInputStream(broken) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int count = super.read(buffer, offset, length);
                    if (count < 0) {
                        throw new IOException("the connection broke");
                    }
                    return count;
                }
            });
        }
    }
}
