package io.vitascope.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.delivery.SmallBlobs.Content;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Playlists of tracks. A multivariant playlist names renditions whose first segment is a moment away, and players give up
 * after a 404, so a request for the playlist of such a one is held until it is there.
 *
 * <p>However many wait for a playlist, the store is asked for it ten times a second. Threads: safe for all; nobody's is
 * held while it waits.
 */
@Singleton
final class PromisedPlaylists {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final SmallBlobs smallBlobs;
    private final Duration patience;
    private final Map<BlobKey, Uni<Content>> awaited = new ConcurrentHashMap<>();

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
     * @return fails with {@link DeliveryError#NOT_READY} when it takes too long; empty if it is neither there nor promised
     */
    Uni<Optional<Content>> read(BlobKey prefix, String track, String name) {
        BlobKey key = prefix.child(track + "/" + name + ".m3u8");
        Optional<Content> there = smallBlobs.read(key);
        if (there.isPresent() || !isPromised(prefix, track + "/" + name + ".m3u8")) {
            return Uni.createFrom().item(there);
        }
        return awaited.computeIfAbsent(key, missing -> await(missing, track)).map(Optional::of);
    }

    /** Playlists that somebody waits for. */
    int awaited() {
        return awaited.size();
    }

    private boolean isPromised(BlobKey prefix, String address) {
        return smallBlobs
                .read(prefix.child("master.m3u8"))
                .filter(master -> master.text().lines().anyMatch(address::equals))
                .isPresent();
    }

    private Uni<Content> await(BlobKey key, String track) {
        return Uni.createFrom()
                .item(() -> smallBlobs.read(key))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transformToUni(content -> content.map(Uni.createFrom()::item)
                        .orElseGet(() -> Uni.createFrom().failure(Playback.renditionBegins(track))))
                .onFailure(ProblemException.class)
                .retry()
                .withBackOff(INTERVAL, INTERVAL)
                .withJitter(0)
                .expireIn(patience.toMillis())
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(late -> Playback.renditionBegins(track))
                .onTermination()
                .invoke(() -> awaited.remove(key))
                .memoize()
                .indefinitely();
    }
}
