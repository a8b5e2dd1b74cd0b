package io.vitascope.delivery;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Thumbnail;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a video: its poster, or one of any time and size, made on first demand and kept beside the video.
 *
 * <p>Only few pictures are made at once, so that no stream of odd requests can keep the processing room busy, which
 * bounds what it keeps. However many ask for the same one, it is made once. Threads: safe for all; blocks to look what is
 * kept, but nobody's thread is held while a picture waits for its turn or is made. Answers come on worker threads.
 */
@Singleton
final class Thumbnails {

    /** Until somebody who makes a picture has made it. */
    static final Duration TURN_PAUSE = Duration.ofSeconds(3);

    private static final Duration POSTER_PAUSE = Duration.ofSeconds(2);
    /** Pictures: a screen full of cards. More than are made within the patience would wait in vain. */
    static final int MOST_WAITING = 64;

    private final BlobStore blobs;
    private final ProcessingClient processing;
    private final int atOnce;
    private final Duration patience;
    /** Not "blocking": that would be the thread of whoever asks. */
    private final Executor workers = Infrastructure.getDefaultWorkerPool();

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("thumbnail-patience", true));
    /** Those that are made and those that wait. This and all that follows: guarded by this object's lock. */
    private final Map<BlobKey, Making> underWay = new HashMap<>();

    private final Queue<Making> waiting = new ArrayDeque<>();
    private int working;

    Thumbnails(BlobStore blobs, ProcessingClient processing, DeliveryConfig config) {
        this.blobs = blobs;
        this.processing = processing;
        this.atOnce = config.thumbnailsAtOnce();
        this.patience = config.thumbnailPatience();
    }

    /** A picture on its way to all who have asked for it. */
    private record Making(BlobKey key, PlayableVideo video, Thumbnail thumbnail, CompletableFuture<BlobKey> made) {}

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    static BlobKey poster(PlayableVideo video) {
        if (video.poster().isPresent()) {
            return video.poster().get();
        }
        if (video.state() == PlayableVideo.State.PROCESSING) {
            throw ProblemException.retryAfter(
                    DeliveryError.NOT_READY,
                    "The poster of this video is still being made. Ask again in a few seconds.",
                    POSTER_PAUSE);
        }
        throw new ProblemException(
                DeliveryError.NO_PICTURE, "This video has no poster; it has sound only or could not be processed.");
    }

    boolean exists(BlobKey poster) {
        return blobs.stat(poster).isPresent();
    }

    /** Errors: {@link DeliveryError#BUSY} after the patience, or at once when too many wait; no picture. */
    CompletableFuture<BlobKey> of(PlayableVideo video, Thumbnail thumbnail) {
        return kept(video, thumbnail).map(CompletableFuture::completedFuture).orElseGet(() -> make(video, thumbnail));
    }

    /**
     * As {@link #of}, or {@code poster} as it is when nobody has time: a picture that is too large is better than none.
     */
    CompletableFuture<BlobKey> ofPoster(PlayableVideo video, BlobKey poster, Thumbnail thumbnail) {
        CompletableFuture<BlobKey> answer = new CompletableFuture<>();
        of(video, thumbnail).whenComplete((key, failure) -> {
            if (failure == null) {
                answer.complete(key);
            } else if (failure instanceof ProblemException problem && problem.code() == DeliveryError.BUSY) {
                answer.complete(poster);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private Optional<BlobKey> kept(PlayableVideo video, Thumbnail thumbnail) {
        return blobs.stat(thumbnail.key(video.id())).map(info -> info.key());
    }

    private synchronized CompletableFuture<BlobKey> make(PlayableVideo video, Thumbnail thumbnail) {
        BlobKey key = thumbnail.key(video.id());
        Making known = underWay.get(key);
        if (known != null) {
            return apart(known.made());
        }
        if (working >= atOnce && waiting.size() >= MOST_WAITING) {
            return CompletableFuture.failedFuture(busy());
        }
        Making one = new Making(key, video, thumbnail, new CompletableFuture<>());
        underWay.put(key, one);
        if (working < atOnce) {
            begin(one);
        } else {
            waiting.add(one);
            clock.schedule(() -> giveUp(one), patience.toMillis(), TimeUnit.MILLISECONDS);
        }
        return apart(one.made());
    }

    /** Whoever goes away before his picture is there cancels his own. */
    private static CompletableFuture<BlobKey> apart(CompletableFuture<BlobKey> made) {
        CompletableFuture<BlobKey> answer = new CompletableFuture<>();
        made.whenComplete((key, failure) -> {
            if (failure == null) {
                answer.complete(key);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** Under the lock. */
    private void begin(Making one) {
        working++;
        workers.execute(() -> work(one));
    }

    private void work(Making one) {
        BlobKey made;
        try {
            // Somebody may have asked another process for the same one.
            made = kept(one.video(), one.thumbnail())
                    .orElseGet(() -> processing.picture(one.video().id(), one.thumbnail()));
        } catch (RuntimeException | Error failure) {
            // Whatever it was, others wait for this place.
            over(one);
            one.made().completeExceptionally(failure);
            return;
        }
        over(one);
        one.made().complete(made);
    }

    private synchronized void over(Making one) {
        underWay.remove(one.key());
        working--;
        @Nullable Making next = waiting.poll();
        if (next != null) {
            begin(next);
        }
    }

    private synchronized void giveUp(Making one) {
        if (waiting.remove(one)) {
            underWay.remove(one.key());
            workers.execute(() -> one.made().completeExceptionally(busy()));
        }
    }

    static ProblemException gone() {
        return new ProblemException(
                DeliveryError.BUSY, "The picture was made and had to make room for others. Ask again.");
    }

    private static ProblemException busy() {
        return ProblemException.retryAfter(
                DeliveryError.BUSY,
                "Too many pictures are being made at once. Try again in a few seconds.",
                TURN_PAUSE);
    }
}
