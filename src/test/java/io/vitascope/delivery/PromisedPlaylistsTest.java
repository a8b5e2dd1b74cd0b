package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vitascope.delivery.SmallBlobs.Content;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.MemoryBlobStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Playlists of renditions that the multivariant playlist names before they have a segment. */
class PromisedPlaylistsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final BlobKey prefix =
            BlobKey.ofVideo(VideoId.create(System.currentTimeMillis())).child("g1");

    private final BlobStore blobs = new MemoryBlobStore();

    @BeforeEach
    void publish() {
        put("master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/index.m3u8\n");
    }

    @Test
    void whoeverAsksForAPromisedPlaylistGetsItWhenItIsThere() {
        PromisedPlaylists promised = promised(LONG);
        CompletableFuture<Optional<Content>> first = promised.read(prefix, "720p", "index");
        CompletableFuture<Optional<Content>> second = promised.read(prefix, "720p", "index");
        assertThat(promised.awaited()).isEqualTo(1);
        assertThat(first).isNotDone();
        put("720p/index.m3u8", "the playlist");
        assertThat(first.join())
                .hasValueSatisfying(content -> assertThat(content.text()).isEqualTo("the playlist"));
        assertThat(second.join()).isPresent();
        await().untilAsserted(() -> assertThat(promised.awaited()).isZero());
    }

    @Test
    void aPlaylistThatTakesTooLongIsAProblemThatSaysWhenToComeBack() {
        assertThatThrownBy(() -> promised(Duration.ofMillis(250))
                        .read(prefix, "720p", "index")
                        .get(LONG.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(DeliveryError.NOT_READY);
                    assertThat(problem.facts()).containsKey("retry_after_seconds");
                });
    }

    @Test
    void aPlaylistThatNobodyPromisedIsNotAwaited() {
        assertThat(promised(LONG).read(prefix, "1080p", "index")).isCompletedWithValueMatching(Optional::isEmpty);
        assertThat(promised(LONG).read(prefix, "720p", "iframes")).isCompletedWithValueMatching(Optional::isEmpty);
    }

    private PromisedPlaylists promised(Duration patience) {
        return new PromisedPlaylists(new SmallBlobs(blobs), patience);
    }

    private void put(String name, String text) {
        blobs.put(prefix.child(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
