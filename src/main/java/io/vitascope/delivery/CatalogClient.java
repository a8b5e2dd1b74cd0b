package io.vitascope.delivery;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.catalog.CatalogService;
import io.vitascope.contract.catalog.GetPlaybackRequest;
import io.vitascope.contract.catalog.GetPlaybackResponse;
import io.vitascope.contract.catalog.GetVideoRequest;
import io.vitascope.contract.catalog.RecordViewRequest;
import io.vitascope.contract.catalog.Video;
import io.vitascope.contract.catalog.VideoRendition;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks the catalog what may be played. Blocks, so worker threads only; {@link #recordView} does not. */
@Singleton
final class CatalogClient {

    private static final Duration AWAY_PAUSE = Duration.ofSeconds(1);

    private final CatalogService catalog;

    CatalogClient(@GrpcClient("catalog") CatalogService catalog) {
        this.catalog = catalog;
    }

    /** Empty for an unknown or deleted video. */
    Optional<PlayableVideo> find(VideoId id) {
        try {
            GetPlaybackResponse playback = catalog.getPlayback(GetPlaybackRequest.newBuilder()
                            .setVideoId(id.toString())
                            .build())
                    .await()
                    .indefinitely();
            boolean processing = playback.getState() == Video.State.PROCESSING;
            return Optional.of(fromProto(id, playback, processing ? renditions(id) : List.of()));
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw ProblemException.retryAfter(
                    DeliveryError.CATALOG_AWAY,
                    "The catalog did not answer (" + failure.getStatus().getCode() + "). Try again in a second.",
                    AWAY_PAUSE);
        }
    }

    /** Completes exceptionally when the catalog did not take it. Never blocks. */
    CompletionStage<?> recordView(VideoId id, String viewer) {
        RecordViewRequest request = RecordViewRequest.newBuilder()
                .setVideoId(id.toString())
                .setViewer(viewer)
                .build();
        return Uni.createFrom()
                .deferred(() -> catalog.recordView(request))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }

    /** What is being made; asked only while the video is processed. */
    private List<ProgressiveFile> renditions(VideoId id) {
        Video video = catalog.getVideo(
                        GetVideoRequest.newBuilder().setVideoId(id.toString()).build())
                .await()
                .indefinitely()
                .getVideo();
        return video.getRenditionsList().stream()
                .filter(rendition -> "video".equals(rendition.getKind()))
                .map(CatalogClient::expected)
                .toList();
    }

    private static ProgressiveFile expected(VideoRendition rendition) {
        return new ProgressiveFile(rendition.getName(), rendition.getWidth(), rendition.getHeight(), Optional.empty());
    }

    private static PlayableVideo fromProto(VideoId id, GetPlaybackResponse playback, List<ProgressiveFile> expected) {
        return new PlayableVideo(
                id,
                state(playback.getState()),
                playback.getPlayable(),
                key(playback.getPrefix()),
                new SourceFile(
                        new BlobKey(playback.getSourceKey()),
                        playback.getSourceFilename(),
                        playback.getSourceContainer(),
                        playback.getSourceCodecsList(),
                        playback.getSourcePixelFormat()),
                playback.getFilesList().stream()
                        .map(file -> new ProgressiveFile(
                                file.getRendition(), file.getWidth(), file.getHeight(), key(file.getKey())))
                        .toList(),
                expected,
                key(playback.getPosterKey()),
                playback.getDurationMs(),
                playback.getCaptionsList().stream().map(CatalogClient::captions).toList());
    }

    private static CaptionTrack captions(io.vitascope.contract.catalog.CaptionTrack told) {
        CaptionTrack.Kind kind =
                switch (told.getKind()) {
                    case "captions" -> CaptionTrack.Kind.CAPTIONS;
                    case "forced" -> CaptionTrack.Kind.FORCED;
                    default -> CaptionTrack.Kind.SUBTITLES; // a newer catalog may know more of them
                };
        return new CaptionTrack(
                told.getId(),
                told.getLanguage(),
                told.getLabel(),
                kind,
                told.getPreferred(),
                new BlobKey(told.getKey()));
    }

    private static PlayableVideo.State state(Video.State state) {
        return switch (state) {
            case READY -> PlayableVideo.State.READY;
            case FAILED -> PlayableVideo.State.FAILED;
            case PROCESSING, STATE_UNSPECIFIED, UNRECOGNIZED -> PlayableVideo.State.PROCESSING;
        };
    }

    private static Optional<BlobKey> key(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(new BlobKey(value));
    }
}
