package io.vitascope.processing;

import com.google.protobuf.ByteString;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vitascope.contract.processing.CancelVideoRequest;
import io.vitascope.contract.processing.CancelVideoResponse;
import io.vitascope.contract.processing.GenerateThumbnailRequest;
import io.vitascope.contract.processing.GenerateThumbnailResponse;
import io.vitascope.contract.processing.MakePosterRequest;
import io.vitascope.contract.processing.MakePosterResponse;
import io.vitascope.contract.processing.ProcessVideoRequest;
import io.vitascope.contract.processing.ProcessVideoResponse;
import io.vitascope.contract.processing.TranscodeVideoRequest;
import io.vitascope.contract.processing.TranscodeVideoResponse;
import io.vitascope.contract.processing.VideoProcessingService;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.Thumbnail;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** gRPC door: process again, cancel, take a picture. */
@GrpcService
final class VideoProcessingRpc implements VideoProcessingService {

    /** Of a thumbnail of no particular time: the first picture is often black. */
    private static final long DEFAULT_TIME_MS = 1_000;

    private final Jobs jobs;
    private final JobStore store;
    private final UploadsClient uploads;
    private final Pictures pictures;
    private final DeliveryClient delivery;
    private final Executor workers;

    VideoProcessingRpc(
            Jobs jobs,
            JobStore store,
            UploadsClient uploads,
            Pictures pictures,
            DeliveryClient delivery,
            @Identifier("blocking") Executor workers) {
        this.jobs = jobs;
        this.store = store;
        this.uploads = uploads;
        this.pictures = pictures;
        this.delivery = delivery;
        this.workers = workers;
    }

    @Override
    public Uni<ProcessVideoResponse> processVideo(ProcessVideoRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    VideoId id = VideoId.parse(request.getVideoId());
                    return ProcessVideoResponse.newBuilder()
                            .setJob(again(id, List.of()))
                            .build();
                })
                .runSubscriptionOn(workers);
    }

    @Override
    public Uni<TranscodeVideoResponse> transcodeVideo(TranscodeVideoRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    VideoId id = VideoId.parse(request.getVideoId());
                    return TranscodeVideoResponse.newBuilder()
                            .setJob(again(id, request.getRenditionsList()))
                            .build();
                })
                .runSubscriptionOn(workers);
    }

    @Override
    public Uni<CancelVideoResponse> cancelVideo(CancelVideoRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    VideoId id = VideoId.parse(request.getVideoId());
                    return CancelVideoResponse.newBuilder()
                            .setJob(JobsRpc.toProto(id, jobs.cancel(id), 0))
                            .build();
                })
                .runSubscriptionOn(workers);
    }

    /** Through the room that knows who may see what; it calls {@link #makeThumbnail}. */
    @Override
    public Uni<GenerateThumbnailResponse> generateThumbnail(GenerateThumbnailRequest request) {
        return Uni.createFrom().deferred(() -> {
            Thumbnail thumbnail = thumbnail(request);
            return delivery.deliverThumbnail(request.toBuilder()
                    .setVideoId(VideoId.parse(request.getVideoId()).toString())
                    .setTimeUs(thumbnail.timeMs() * 1_000)
                    .setWidth(thumbnail.width())
                    .setHeight(thumbnail.height())
                    .setCover(thumbnail.cover())
                    .build());
        });
    }

    @Override
    public Uni<GenerateThumbnailResponse> makeThumbnail(GenerateThumbnailRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    Thumbnail thumbnail = thumbnail(request);
                    Pictures.Picture picture = pictures.thumbnail(VideoId.parse(request.getVideoId()), thumbnail);
                    return GenerateThumbnailResponse.newBuilder()
                            .setKey(picture.key().value())
                            .setContent(ByteString.copyFrom(picture.content()))
                            .setTimeUs(thumbnail.timeMs() * 1_000)
                            .build();
                })
                .runSubscriptionOn(workers);
    }

    private static Thumbnail thumbnail(GenerateThumbnailRequest request) {
        return new Thumbnail(
                key(request.getPictureKey()),
                request.hasTimeUs() ? request.getTimeUs() / 1_000 : DEFAULT_TIME_MS,
                request.getWidth(),
                request.getHeight(),
                request.getCover(),
                request.getFormat() == GenerateThumbnailRequest.Format.WEBP);
    }

    @Override
    public Uni<MakePosterResponse> makePoster(MakePosterRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    VideoId id = VideoId.parse(request.getVideoId());
                    BlobKey poster = key(request.getPictureKey())
                            .map(picture -> pictures.posterOfPicture(id, picture))
                            .orElseGet(() -> pictures.posterOfMoment(id, request.getTimeUs()));
                    return MakePosterResponse.newBuilder()
                            .setKey(poster.value())
                            .build();
                })
                .runSubscriptionOn(workers);
    }

    private static Optional<BlobKey> key(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new BlobKey(text));
    }

    private io.vitascope.contract.processing.Job again(VideoId id, List<String> renditions) {
        BlobKey source = uploads.source(id)
                .orElseThrow(() -> new ProblemException(
                        ProcessingError.UNKNOWN_VIDEO, "There is no finished upload for video " + id + "."));
        Job job = jobs.again(id, source, renditions);
        return JobsRpc.toProto(id, job, store.positions(List.of(id)).getOrDefault(id, 0));
    }
}
