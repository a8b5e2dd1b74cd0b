package io.vitascope.delivery;

import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.vitascope.contract.processing.GenerateThumbnailRequest;
import io.vitascope.contract.processing.VideoProcessingService;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.Thumbnail;
import jakarta.inject.Singleton;

/** Has pictures made. Blocks for as long as that takes, so worker threads only. */
@Singleton
final class ProcessingClient {

    private final VideoProcessingService processing;

    ProcessingClient(@GrpcClient("processing") VideoProcessingService processing) {
        this.processing = processing;
    }

    /** Has the picture made, and tells the key under which it is kept. */
    BlobKey picture(VideoId id, Thumbnail thumbnail) {
        GenerateThumbnailRequest.Builder request = GenerateThumbnailRequest.newBuilder()
                .setVideoId(id.toString())
                .setWidth(thumbnail.width())
                .setHeight(thumbnail.height())
                .setCover(thumbnail.cover())
                .setFormat(
                        thumbnail.webp() ? GenerateThumbnailRequest.Format.WEBP : GenerateThumbnailRequest.Format.JPEG)
                .setTimeUs(thumbnail.timeMs() * 1_000);
        thumbnail.picture().map(BlobKey::value).ifPresent(request::setPictureKey);
        try {
            return new BlobKey(processing
                    .makeThumbnail(request.build())
                    .await()
                    .indefinitely()
                    .getKey());
        } catch (StatusRuntimeException failure) {
            throw problem(id, failure);
        }
    }

    private static RuntimeException problem(VideoId id, StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case NOT_FOUND -> Playback.unknown(id.toString());
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED ->
                new ProblemException(
                        DeliveryError.NO_PICTURE, "No picture can be taken from this video; it may have sound only.");
            case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED ->
                ProblemException.retryAfter(
                        DeliveryError.BUSY,
                        "The picture could not be made just now. Try again in a few seconds.",
                        Thumbnails.TURN_PAUSE);
            default -> failure;
        };
    }
}
