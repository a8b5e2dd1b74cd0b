package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises; a store's own test only says how to open one. */
abstract class BlobStoreContract {

    private static final BlobKey KEY = new BlobKey("videos/a/720p/00001.m4s");

    @TempDir
    Path elsewhere;

    abstract BlobStore store();

    @Test
    void whatWasPutIsThereWholeAndTheFileIsConsumed() throws IOException {
        Path file = Files.writeString(elsewhere.resolve("file"), "segment");
        store().put(KEY, file);
        assertThat(file).doesNotExist();
        assertThat(store().stat(KEY).orElseThrow().sizeBytes()).isEqualTo(7);
        assertThat(store().list(KEY.parent())).containsExactly(store().stat(KEY).orElseThrow());
        assertThat(read(KEY, ByteRange.all(7))).isEqualTo("segment");
    }

    @Test
    void whatIsNotSettledYetIsThereAllTheSame() throws IOException {
        BlobKey other = new BlobKey("videos/b/720p/00001.m4s");
        Path file = Files.writeString(elsewhere.resolve("file"), "segment");
        store().putUnsettled(KEY, file);
        store().putUnsettled(other, "playlist".getBytes(StandardCharsets.UTF_8));
        assertThat(file).doesNotExist();
        store().settle(List.of(KEY, new BlobKey("videos/gone"), other));
        assertThat(read(KEY, ByteRange.all(7))).isEqualTo("segment");
        assertThat(read(other, ByteRange.all(8))).isEqualTo("playlist");
    }

    @Test
    void aCopyOutlivesWhatItWasMadeOf() throws IOException {
        BlobKey other = new BlobKey("videos/b/720p/00001.m4s");
        assertThat(store().copy(KEY, other)).isFalse();
        store().put(KEY, "segment".getBytes(StandardCharsets.UTF_8));
        assertThat(store().copy(KEY, other)).isTrue();
        assertThat(store().copy(KEY, other)).isTrue();
        store().delete(KEY);
        assertThat(read(other, ByteRange.all(7))).isEqualTo("segment");
    }

    @Test
    void aRangeIsExactlyThoseBytes() throws IOException {
        store().put(KEY, "0123456789".getBytes(StandardCharsets.UTF_8));
        assertThat(read(KEY, new ByteRange(3, 6))).isEqualTo("345");
        assertThat(read(KEY, new ByteRange(9, 10))).isEqualTo("9");
        assertThat(read(KEY, new ByteRange(4, 4))).isEmpty();
    }

    @Test
    void puttingAgainReplacesInOneStepAndChangesTheEntityTag() throws Exception {
        store().put(KEY, "a".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        String firstTag = store().stat(KEY).orElseThrow().etag();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        CountDownLatch started = new CountDownLatch(2);
        Runnable reader = () -> {
            started.countDown();
            for (int i = 0; i < 100; i++) {
                String content = readQuietly();
                assertThat(content).matches("a{100000}|b{100000}");
            }
        };
        Future<?> one = readers.submit(reader);
        Future<?> two = readers.submit(reader);
        started.await();
        for (int i = 0; i < 31; i++) {
            store().put(KEY, (i % 2 == 0 ? "b" : "a").repeat(100_000).getBytes(StandardCharsets.UTF_8));
        }
        one.get();
        two.get();
        readers.shutdown();
        assertThat(store().stat(KEY).orElseThrow().etag()).isNotEqualTo(firstTag);
    }

    @Test
    void whatIsMissingIsEmptyAndDeletingItIsANoOp() {
        assertThat(store().stat(KEY)).isEmpty();
        assertThat(store().open(KEY, ByteRange.all(1))).isEmpty();
        assertThat(store().file(KEY)).isEmpty();
        store().delete(KEY);
        store().deleteAll(KEY);
        assertThat(store().list(new BlobKey("videos"))).isEmpty();
    }

    @Test
    void deletingAPrefixDeletesAllBelowItAndNothingBesideIt() {
        store().put(new BlobKey("videos/a/1"), new byte[1]);
        store().put(new BlobKey("videos/a/b/2"), new byte[2]);
        store().put(new BlobKey("videos/ab/3"), new byte[3]);
        store().deleteAll(new BlobKey("videos/a"));
        assertThat(store().list(new BlobKey("videos")))
                .extracting(info -> info.key().value())
                .containsExactly("videos/ab/3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "a/../b", "..", ".", "a//b", "a/", "a b", "a\\b", "ü", "a/./b", "a\n"})
    void aKeyThatCouldLeaveTheStoreCannotBeMade(String text) {
        assertThatThrownBy(() -> new BlobKey(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private String readQuietly() {
        try {
            return read(KEY, ByteRange.all(100_000));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String read(BlobKey key, ByteRange range) throws IOException {
        try (InputStream in = store().open(key, range).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
