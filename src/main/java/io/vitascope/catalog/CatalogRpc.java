package io.vitascope.catalog;

import com.google.protobuf.Timestamp;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.catalog.CatalogService;
import io.vitascope.contract.catalog.DeleteVideoRequest;
import io.vitascope.contract.catalog.DeleteVideoResponse;
import io.vitascope.contract.catalog.GetPlaybackRequest;
import io.vitascope.contract.catalog.GetPlaybackResponse;
import io.vitascope.contract.catalog.GetVideoRequest;
import io.vitascope.contract.catalog.GetVideoResponse;
import io.vitascope.contract.catalog.ListVideosRequest;
import io.vitascope.contract.catalog.ListVideosResponse;
import io.vitascope.contract.catalog.ProgressiveFile;
import io.vitascope.contract.catalog.RecordViewRequest;
import io.vitascope.contract.catalog.RecordViewResponse;
import io.vitascope.contract.catalog.UpdateVideoRequest;
import io.vitascope.contract.catalog.UpdateVideoResponse;
import io.vitascope.contract.catalog.VideoChapter;
import io.vitascope.contract.catalog.VideoRendition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The catalog for other rooms and programs; the same rules as over HTTP. */
@GrpcService
final class CatalogRpc implements CatalogService {

    private final Catalog catalog;
    private final LiveVideos videos;

    CatalogRpc(Catalog catalog, LiveVideos videos) {
        this.catalog = catalog;
        this.videos = videos;
    }

    @Override
    public Uni<GetVideoResponse> getVideo(GetVideoRequest request) {
        return answer(() -> GetVideoResponse.newBuilder()
                .setVideo(toProto(videos.get(Catalog.id(request.getVideoId()))))
                .build());
    }

    @Override
    public Uni<ListVideosResponse> listVideos(ListVideosRequest request) {
        return answer(() -> {
            VideoQuery query = VideoQuery.parse(
                    request.getSort(),
                    request.getState(),
                    request.getTag().isEmpty() ? List.of() : List.of(request.getTag()),
                    request.getPage() == 0 ? 1 : request.getPage(),
                    request.getPageSize() == 0 ? VideoQuery.DEFAULT_PAGE_SIZE : request.getPageSize(),
                    request.getCursor());
            VideoPage<LiveVideo> page = videos.page(query.searching(request.getSearch()));
            return ListVideosResponse.newBuilder()
                    .addAllVideos(page.items().stream().map(CatalogRpc::toProto).toList())
                    .setTotalCount(page.totalCount())
                    .setNextCursor(page.next().map(Cursor::toString).orElse(""))
                    .build();
        });
    }

    @Override
    public Uni<UpdateVideoResponse> updateVideo(UpdateVideoRequest request) {
        return answer(() -> {
            VideoPatch patch = VideoPatch.ofText(
                    request.hasTitle() ? Optional.of(request.getTitle()) : Optional.empty(),
                    request.hasDescription() ? Optional.of(request.getDescription()) : Optional.empty(),
                    request.hasTags() ? Optional.of(request.getTags().getTagsList()) : Optional.empty());
            Revisions expected =
                    request.hasExpectedRevision() ? Revisions.only(request.getExpectedRevision()) : Revisions.ANY;
            Video video = catalog.edit(Catalog.id(request.getVideoId()), patch, expected);
            return UpdateVideoResponse.newBuilder()
                    .setVideo(toProto(videos.join(video)))
                    .build();
        });
    }

    @Override
    public Uni<DeleteVideoResponse> deleteVideo(DeleteVideoRequest request) {
        return answer(() -> {
            catalog.delete(Catalog.id(request.getVideoId()), Revisions.ANY);
            return DeleteVideoResponse.getDefaultInstance();
        });
    }

    @Override
    public Uni<GetPlaybackResponse> getPlayback(GetPlaybackRequest request) {
        return answer(() -> playback(catalog.get(Catalog.id(request.getVideoId()))));
    }

    @Override
    public Uni<RecordViewResponse> recordView(RecordViewRequest request) {
        return answer(() -> RecordViewResponse.newBuilder()
                .setCounted(catalog.viewed(Catalog.id(request.getVideoId()), request.getViewer()))
                .build());
    }

    /** The rules block, and must not on the thread that a call comes in on. */
    private static <T> Uni<T> answer(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    static io.vitascope.contract.catalog.Video toProto(LiveVideo live) {
        Video video = live.video();
        io.vitascope.contract.catalog.Video.Builder proto = io.vitascope.contract.catalog.Video.newBuilder()
                .setId(video.id().toString())
                .setTitle(video.title())
                .setDescription(video.description())
                .addAllTags(video.tags())
                .setState(state(video.state()))
                .setPlayable(video.playable())
                .setCreatedAt(timestamp(video.createdAt()))
                .setUpdatedAt(timestamp(video.updatedAt()))
                .setDurationMs(video.durationMs())
                .setSizeBytes(video.source().sizeBytes())
                .setFilename(video.source().filename())
                .setSha256(video.source().sha256())
                .setWidth(video.source().width())
                .setHeight(video.source().height())
                .setProgressPercent(live.progressPercent().orElse(0.0))
                .setViews(live.views())
                .setRevision(video.revision())
                .setOwnPoster(video.ownPosterKey() != null)
                .addAllWarnings(video.warnings())
                .addAllCaptions(toProto(video.captionTracks()))
                .addAllChapters(video.chapters().stream()
                        .map(chapter -> VideoChapter.newBuilder()
                                .setStartMs(chapter.startMs())
                                .setEndMs(chapter.endMs())
                                .setTitle(chapter.title())
                                .build())
                        .toList());
        live.renditions().forEach(rendition -> proto.addRenditions(toProto(rendition)));
        video.failure()
                .ifPresent(failure -> proto.setFailure(io.vitascope.contract.catalog.Failure.newBuilder()
                        .setCode(failure.code())
                        .setDetail(failure.detail())
                        .setRetryable(failure.retryable())));
        return proto.build();
    }

    private static VideoRendition toProto(LiveRendition live) {
        Rendition rendition = live.rendition();
        VideoRendition.Builder proto = VideoRendition.newBuilder()
                .setName(rendition.name())
                .setKind(rendition.kind().word())
                .setWidth(rendition.width())
                .setHeight(rendition.height())
                .setFrameRate(rendition.frameRate())
                .setCodecs(rendition.codecs())
                .setAverageBandwidth(rendition.averageBandwidth())
                .setPeakBandwidth(rendition.peakBandwidth())
                .setSizeBytes(rendition.sizeBytes())
                .setState(live.state().word())
                .setSpeed(live.speed())
                .setEtaSeconds(live.etaSeconds())
                .setReason(live.skipped().map(Skipped::reason).orElse(""))
                .setDetail(live.skipped().map(Skipped::detail).orElse(""))
                .setCopied(rendition.copied())
                .setLanguage(Objects.requireNonNullElse(rendition.language(), ""))
                .setLabel(Objects.requireNonNullElse(rendition.label(), ""));
        if (rendition.fidelity() != null) {
            proto.getQualityBuilder()
                    .setXpsnrDb(rendition.fidelity().xpsnrDb())
                    .setSsim(rendition.fidelity().ssim())
                    .setSamples(rendition.fidelity().samples());
        }
        live.percent().ifPresent(proto::setProgressPercent);
        return proto.build();
    }

    private static List<io.vitascope.contract.catalog.CaptionTrack> toProto(List<CaptionTrack> tracks) {
        return tracks.stream()
                .map(track -> io.vitascope.contract.catalog.CaptionTrack.newBuilder()
                        .setId(track.id())
                        .setLanguage(track.caption().language())
                        .setLabel(track.caption().label())
                        .setKind(track.caption().kind().word())
                        .setPreferred(track.caption().preferred())
                        .setSource(track.uploaded() ? "uploaded" : "extracted")
                        .setKey(track.caption().key())
                        .build())
                .toList();
    }

    private static GetPlaybackResponse playback(Video video) {
        GetPlaybackResponse.Builder playback = GetPlaybackResponse.newBuilder()
                .setPlayable(video.playable())
                .setSourceKey(video.source().key())
                .setSourceFilename(video.source().filename())
                .setSourceContainer(video.source().container())
                .setPosterKey(video.posterKey().orElse(""))
                .setDurationMs(video.durationMs())
                .setState(state(video.state()))
                .addAllCaptions(toProto(video.captionTracks()));
        video.published().ifPresent(run -> {
            Optional.ofNullable(run.prefix()).ifPresent(playback::setPrefix);
            run.renditions().stream()
                    .sorted(Comparator.comparingInt(Rendition::height).reversed())
                    .forEach(rendition -> Optional.ofNullable(rendition.progressiveKey())
                            .ifPresent(key -> playback.addFiles(ProgressiveFile.newBuilder()
                                    .setRendition(rendition.name())
                                    .setWidth(rendition.width())
                                    .setHeight(rendition.height())
                                    .setKey(key))));
        });
        return playback.build();
    }

    private static io.vitascope.contract.catalog.Video.State state(Video.State state) {
        return switch (state) {
            case PROCESSING -> io.vitascope.contract.catalog.Video.State.PROCESSING;
            case READY -> io.vitascope.contract.catalog.Video.State.READY;
            case FAILED -> io.vitascope.contract.catalog.Video.State.FAILED;
        };
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
