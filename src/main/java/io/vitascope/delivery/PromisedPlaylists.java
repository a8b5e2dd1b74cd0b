package io.vitascope.delivery;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.vitascope.delivery.SmallBlobs.Content;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Playlists of tracks. A multivariant playlist names renditions whose first segment is a moment away, and players give
 * up after a 404, so a request for the playlist of such a one is held until it is there.
 *
 * <p>However many wait for a playlist, the store is asked for it ten times a second. Threads: safe for all; nobody's is
 * held while it waits; one of its own looks for all of them.
 */
@Singleton
final class PromisedPlaylists {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final SmallBlobs smallBlobs;
    private final Duration patience;
    private final Map<BlobKey, CompletableFuture<Optional<Content>>> awaited = new ConcurrentHashMap<>();
    private final ScheduledExecutorService lookout =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("promised-playlists", true));

    @Inject
    PromisedPlaylists(SmallBlobs smallBlobs, DeliveryConfig config) {
        this(smallBlobs, config.playlistPatience());
    }

    PromisedPlaylists(SmallBlobs smallBlobs, Duration patience) {
        this.smallBlobs = smallBlobs;
        this.patience = patience;
    }

    /**
     * @param prefix of one run
     * @return fails with {@link DeliveryError#NOT_READY} when it takes too long; empty if it is neither there nor
     *     promised
     */
    CompletableFuture<Optional<Content>> read(BlobKey prefix, String track, String name) {
        BlobKey key = prefix.child(track + "/" + name + ".m3u8");
        Optional<Content> there = smallBlobs.read(key);
        if (there.isPresent() || !isPromised(prefix, track + "/" + name + ".m3u8")) {
            return CompletableFuture.completedFuture(there);
        }
        return awaited.computeIfAbsent(key, missing -> await(missing, track));
    }

    @PreDestroy
    void stop() {
        lookout.shutdownNow();
    }

    /** Playlists that somebody waits for. */
    int awaited() {
        return awaited.size();
    }

    private boolean isPromised(BlobKey prefix, String address) {
        return smallBlobs
                .read(prefix.child(VideoBlobs.MASTER_PLAYLIST))
                .filter(master -> master.text().lines().anyMatch(address::equals))
                .isPresent();
    }

    private CompletableFuture<Optional<Content>> await(BlobKey key, String track) {
        CompletableFuture<Optional<Content>> found = new CompletableFuture<>();
        long startNanos = System.nanoTime();
        ScheduledFuture<?> looking = lookout.scheduleWithFixedDelay(
                () -> look(key, track, startNanos, found),
                INTERVAL.toMillis(),
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        found.whenComplete((content, failure) -> looking.cancel(false));
        return found;
    }

    private void look(BlobKey key, String track, long startNanos, CompletableFuture<Optional<Content>> found) {
        try {
            Optional<Content> content = smallBlobs.read(key);
            if (content.isPresent()) {
                end(key, () -> found.complete(content));
            } else if (System.nanoTime() - startNanos >= patience.toNanos()) {
                end(key, () -> found.completeExceptionally(Playback.renditionBegins(track)));
            }
        } catch (RuntimeException failure) {
            end(key, () -> found.completeExceptionally(failure));
        }
    }

    /** Whoever asks from now on looks for himself. */
    private void end(BlobKey key, Runnable answer) {
        awaited.remove(key);
        answer.run();
    }
}
