package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
import io.vitascope.contract.catalog.GetVideoRequest;
import io.vitascope.contract.catalog.GetVideoResponse;
import io.vitascope.contract.video.VideoServiceGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;

class VideoServiceRpcTest {

    @Test
    void everyMethodIsServedEvenWhenNoRoomIsHere() {
        ServerServiceDefinition alias = VideoServiceRpc.alias(List.of());
        assertThat(alias.getMethods())
                .hasSameSizeAs(VideoServiceGrpc.getServiceDescriptor().getMethods());
    }

    @Test
    void aRoomsHandlerIsTakenOverUnderTheNewName() {
        ServerCallHandler<GetVideoRequest, GetVideoResponse> handler =
                (call, headers) -> new ServerCall.Listener<>() {};
        // Not by the generated base class: Quarkus would find that subclass and not register the room's own door.
        BindableService catalog = () -> ServerServiceDefinition.builder(CatalogServiceGrpc.SERVICE_NAME)
                .addMethod(CatalogServiceGrpc.getGetVideoMethod(), handler)
                .build();
        ServerServiceDefinition alias = VideoServiceRpc.alias(List.of(catalog));
        assertThat(alias.getMethod("vitascope.video.v1.VideoService/GetVideo").getServerCallHandler())
                .isSameAs(handler);
        assertThat(alias.getServiceDescriptor()).isSameAs(VideoServiceGrpc.getServiceDescriptor());
    }
}
