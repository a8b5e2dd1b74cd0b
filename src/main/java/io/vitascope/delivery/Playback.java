package io.vitascope.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of what may be served.
 *
 * <p>The catalog decides, and its answer is used again for {@code vitascope.delivery.playback-ttl}: so a deleted video
 * is gone everywhere within that time, though its blobs follow later. Threads: safe for all; may block on the catalog,
 * once per video however many ask.
 */
@Singleton
final class Playback {

    /** Answers for this long say "try again": a rendition takes seconds, the first segments about one. */
    static final Duration RENDITION_PAUSE = Duration.ofSeconds(5);

    private static final Duration FIRST_SEGMENTS_PAUSE = Duration.ofSeconds(1);

    private final CatalogClient catalog;
    private final Cache<VideoId, Optional<PlayableVideo>> videos;

    Playback(CatalogClient catalog, DeliveryConfig config) {
        this.catalog = catalog;
        this.videos = Caffeine.newBuilder()
                .expireAfterWrite(config.playbackTtl())
                .maximumSize(config.playbackEntries())
                .build();
    }

    /** One file to be served as a whole. */
    record Served(BlobKey key, String rendition, String contentType, String filename) {}

    /** Text that is no id cannot name a video, so it is not found rather than malformed. */
    PlayableVideo video(String id) {
        return parse(id).flatMap(this::find).orElseThrow(() -> unknown(id));
    }

    /** As the catalog knows it now, whatever it has said within the last second. */
    PlayableVideo videoNow(String id) {
        parse(id).ifPresent(videos::invalidate);
        return video(id);
    }

    private static Optional<VideoId> parse(String id) {
        try {
            return Optional.of(VideoId.parse(id));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private Optional<PlayableVideo> find(VideoId id) {
        Optional<PlayableVideo> known = videos.get(id, catalog::find);
        return known == null ? Optional.empty() : known;
    }

    static ProblemException unknown(String id) {
        return new ProblemException(
                DeliveryError.UNKNOWN_VIDEO, "There is no video with the id " + id + ", or it was deleted.");
    }

    /** The prefix of the newest published playlists. */
    static BlobKey playlists(PlayableVideo video) {
        if (video.playable() && video.prefix().isPresent()) {
            return video.prefix().get();
        }
        if (video.state() == PlayableVideo.State.PROCESSING) {
            throw ProblemException.retryAfter(
                    DeliveryError.NOT_PLAYABLE_YET,
                    "The first seconds of this video are still being made. Ask again in a second.",
                    FIRST_SEGMENTS_PAUSE);
        }
        throw notPlayable();
    }

    /** Players that watch an older generation keep it until it is deleted, so any that has blobs is served. */
    static BlobKey published(PlayableVideo video, String generation) {
        playlists(video);
        return BlobKey.ofVideo(video.id()).child(generation);
    }

    static Supplier<ProblemException> unknownFile(String name) {
        return () -> new ProblemException(
                DeliveryError.UNKNOWN_FILE,
                "There is no \"" + name + "\" of this video; it may have been replaced. Load the video again.");
    }

    /** Of a rendition that is listed, because its first segment is a moment away. */
    static ProblemException renditionBegins(String rendition) {
        return ProblemException.retryAfter(
                DeliveryError.NOT_READY,
                "The first seconds of \"" + rendition
                        + "\" are still being made. Ask again in a second, or play another "
                        + "rendition of hls/master.m3u8 meanwhile.",
                FIRST_SEGMENTS_PAUSE);
    }

    /** Of what is written when every segment of it is known. */
    static ProblemException notCompleteYet() {
        return ProblemException.retryAfter(
                DeliveryError.NOT_COMPLETE_YET,
                "The DASH manifest of this video is written when what hls/master.m3u8 names is whole. That plays until then.",
                RENDITION_PAUSE);
    }

    /** The same of pictures that take all of the video. */
    static ProblemException picturesNotCompleteYet() {
        return ProblemException.retryAfter(
                DeliveryError.NOT_COMPLETE_YET,
                "Storyboard and preview of this video are still being made; they are there when all of it is processed.",
                RENDITION_PAUSE);
    }

    /** The progressive file of a quality. */
    static Served progressive(PlayableVideo video, String asked) {
        Optional<Quality> understood = Quality.parse(asked);
        if (understood.isEmpty()) {
            throw unknownQuality(video, asked);
        }
        Quality quality = understood.get();
        if (quality.isSource()) {
            return source(video);
        }
        if (quality.isAuto()) {
            return quality.choose(video.files())
                    .map(file -> served(video, file))
                    .orElseGet(() -> sourceUntilThereIsMore(video));
        }
        List<ProgressiveFile> known = known(video);
        if (known.isEmpty()) {
            throw video.state() == PlayableVideo.State.PROCESSING ? notReady(video, asked) : notPlayable();
        }
        ProgressiveFile file = quality.choose(known).orElseThrow(() -> unknownQuality(video, asked));
        if (!file.ready()) {
            throw notReady(video, asked);
        }
        return served(video, file);
    }

    /** Renditions that are ready, and those that are still being made. */
    private static List<ProgressiveFile> known(PlayableVideo video) {
        return Stream.concat(video.files().stream(), video.expected().stream().filter(pending -> video.files().stream()
                        .noneMatch(file -> file.rendition().equals(pending.rendition()))))
                .toList();
    }

    private static Served served(PlayableVideo video, ProgressiveFile file) {
        BlobKey key = file.key().orElseThrow(() -> notReady(video, file.rendition()));
        String filename = Disposition.rename(video.source().filename(), "-" + file.rendition() + ".mp4");
        return new Served(key, file.rendition(), file.contentType(), filename);
    }

    private static Served source(PlayableVideo video) {
        SourceFile source = video.source();
        return new Served(source.key(), "source", source.contentType(), source.filename());
    }

    private static Served sourceUntilThereIsMore(PlayableVideo video) {
        if (video.source().playsInBrowsers()) {
            return source(video);
        }
        if (video.state() == PlayableVideo.State.PROCESSING) {
            throw notReady(video, "auto");
        }
        throw notPlayable();
    }

    private static ProblemException notReady(PlayableVideo video, String asked) {
        String available = Stream.concat(video.files().stream().map(ProgressiveFile::rendition), Stream.of("source"))
                .collect(Collectors.joining(", "));
        return ProblemException.retryAfter(
                DeliveryError.NOT_READY,
                "The quality \"" + asked + "\" of this video is still being made. Available now: " + available + ".",
                RENDITION_PAUSE,
                Map.of("available", available));
    }

    static ProblemException unknownQuality(PlayableVideo video, String asked) {
        String allowed = String.join(", ", Quality.allowed(known(video)));
        return new ProblemException(
                DeliveryError.UNKNOWN_QUALITY,
                "This video has no quality \"" + asked + "\". It has: " + allowed + ".",
                Map.of("allowed", allowed));
    }

    private static ProblemException notPlayable() {
        return new ProblemException(
                DeliveryError.NOT_PLAYABLE,
                "This video could not be processed, so there is nothing to play. "
                        + "The original is at stream?quality=source.");
    }
}
