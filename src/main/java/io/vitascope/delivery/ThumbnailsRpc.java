package io.vitascope.delivery;

import com.google.protobuf.ByteString;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vitascope.contract.processing.GenerateThumbnailRequest;
import io.vitascope.contract.processing.GenerateThumbnailResponse;
import io.vitascope.contract.processing.ThumbnailDelivery;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.Thumbnail;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** gRPC door: pictures for programs, by the rules of those over HTTP. */
@GrpcService
final class ThumbnailsRpc implements ThumbnailDelivery {

    private final Playback playback;
    private final Thumbnails thumbnails;
    private final SmallBlobs smallBlobs;
    private final Executor workers;

    ThumbnailsRpc(
            Playback playback, Thumbnails thumbnails, SmallBlobs smallBlobs, @Identifier("blocking") Executor workers) {
        this.playback = playback;
        this.thumbnails = thumbnails;
        this.smallBlobs = smallBlobs;
        this.workers = workers;
    }

    @Override
    public Uni<GenerateThumbnailResponse> deliverThumbnail(GenerateThumbnailRequest request) {
        return Uni.createFrom().deferred(() -> deliver(request)).runSubscriptionOn(workers);
    }

    private Uni<GenerateThumbnailResponse> deliver(GenerateThumbnailRequest request) {
        Thumbnail thumbnail = new Thumbnail(
                Optional.of(request.getPictureKey())
                        .filter(key -> !key.isEmpty())
                        .map(BlobKey::new),
                request.getTimeUs() / 1_000,
                request.getWidth(),
                request.getHeight(),
                request.getCover(),
                request.getFormat() == GenerateThumbnailRequest.Format.WEBP);
        CompletableFuture<BlobKey> made = thumbnails.of(playback.video(request.getVideoId()), thumbnail);
        return Uni.createFrom().completionStage(made).map(key -> {
            SmallBlobs.Content picture = smallBlobs.read(key).orElseThrow(Thumbnails::gone);
            return GenerateThumbnailResponse.newBuilder()
                    .setKey(key.value())
                    .setContent(ByteString.copyFrom(picture.bytes()))
                    .setTimeUs(request.getTimeUs())
                    .build();
        });
    }
}
