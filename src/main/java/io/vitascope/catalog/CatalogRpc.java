package io.vitascope.catalog;

import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The catalog for other rooms and programs; the same rules as over HTTP. */
@GrpcService
final class CatalogRpc implements CatalogService {

    private final Catalog catalog;
    private final LiveVideos videos;
    private final Executor workers;

    CatalogRpc(Catalog catalog, LiveVideos videos, @Identifier("blocking") Executor workers) {
        this.catalog = catalog;
        this.videos = videos;
        this.workers = workers;
    }

    @Override
    public Uni<GetVideoResponse> getVideo(GetVideoRequest request) {
        return answer(() -> GetVideoResponse.newBuilder()
                .setVideo(VideoProto.of(videos.get(Catalog.id(request.getVideoId()))))
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
                    .addAllVideos(page.items().stream().map(VideoProto::of).toList())
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
                    .setVideo(VideoProto.of(videos.join(video)))
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
    private <T> Uni<T> answer(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(workers);
    }

    private static GetPlaybackResponse playback(Video video) {
        GetPlaybackResponse.Builder playback = GetPlaybackResponse.newBuilder()
                .setPlayable(video.playable())
                .setSourceKey(video.source().key())
                .setSourceFilename(video.source().filename())
                .setSourceContainer(video.source().container())
                .addAllSourceCodecs(video.source().codecs())
                .setSourcePixelFormat(video.source().pixelFormat())
                .setPosterKey(video.posterKey().orElse(""))
                .setDurationMs(video.durationMs())
                .setState(VideoProto.state(video.state()))
                .addAllCaptions(VideoProto.captions(video.captionTracks()));
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
}
