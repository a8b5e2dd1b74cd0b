package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerServiceDefinition;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
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
        ServerServiceDefinition alias =
                VideoServiceRpc.alias(List.of(new CatalogServiceGrpc.CatalogServiceImplBase() {}));
        assertThat(alias.getMethod("vitascope.video.v1.VideoService/GetVideo")).isNotNull();
        assertThat(alias.getServiceDescriptor()).isSameAs(VideoServiceGrpc.getServiceDescriptor());
    }
}
