package io.vitascope.processing;

import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;
import io.vitascope.contract.processing.GenerateThumbnailRequest;
import io.vitascope.contract.processing.GenerateThumbnailResponse;
import io.vitascope.contract.processing.ThumbnailDelivery;
import jakarta.inject.Singleton;

/** gRPC door out: has pictures given out by the room that knows what may be seen. Never blocks. */
@Singleton
final class DeliveryClient {

    private final ThumbnailDelivery thumbnails;

    DeliveryClient(@GrpcClient("delivery") ThumbnailDelivery thumbnails) {
        this.thumbnails = thumbnails;
    }

    Uni<GenerateThumbnailResponse> deliverThumbnail(GenerateThumbnailRequest request) {
        return thumbnails.deliverThumbnail(request);
    }
}
