package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
import io.vitascope.contract.catalog.GetVideoRequest;
import io.vitascope.contract.catalog.ListVideosRequest;
import io.vitascope.contract.catalog.UpdateVideoRequest;
import io.vitascope.contract.delivery.StreamVideoRequest;
import io.vitascope.contract.processing.JobServiceGrpc;
import io.vitascope.contract.processing.ThumbnailDeliveryGrpc;
import io.vitascope.contract.processing.VideoProcessingServiceGrpc;
import io.vitascope.contract.upload.MediaProbeGrpc;
import io.vitascope.contract.upload.UploadMetadata;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.contract.upload.UploadVideoRequest;
import io.vitascope.contract.upload.UploadVideoResponse;
import io.vitascope.contract.video.VideoServiceGrpc;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a gRPC client from anywhere finds at the HTTP port. */
@QuarkusTest
class PublicServicesTest {

    private static final List<String> SERVICES = List.of(
            "vitascope.video.v1.VideoService",
            "vitascope.upload.v1.UploadService",
            "vitascope.upload.v1.MediaProbe",
            "vitascope.processing.v1.VideoProcessingService",
            "vitascope.processing.v1.ThumbnailDelivery",
            "vitascope.processing.v1.JobService",
            "vitascope.catalog.v1.CatalogService",
            "vitascope.delivery.v1.DeliveryService");

    private static final String UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057";

    @TestHTTPResource
    URL server;

    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress(server.getHost(), server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void reflectionListsEveryService() throws Exception {
        ServerReflectionResponse answer =
                reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsAll(SERVICES);
    }

    @Test
    void reflectionDescribesEveryService() throws Exception {
        for (String service : SERVICES) {
            ServerReflectionResponse answer = reflect(ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol(service)
                    .build());
            ByteString file = answer.getFileDescriptorResponse().getFileDescriptorProto(0);
            assertThat(FileDescriptorProto.parseFrom(file).getServiceList())
                    .anyMatch(described -> service.endsWith("." + described.getName()));
        }
    }

    @Test
    void healthKnowsEveryService() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
        for (String service : SERVICES) {
            assertThat(health.check(HealthCheckRequest.newBuilder()
                                    .setService(service)
                                    .build())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void theVideoServiceIsAnsweredByTheRooms() {
        VideoServiceGrpc.VideoServiceBlockingStub videos = VideoServiceGrpc.newBlockingStub(channel);
        assertThat(videos.listVideos(ListVideosRequest.getDefaultInstance()).getTotalCount())
                .isNotNegative();
        fails(
                Status.Code.NOT_FOUND,
                "catalog/",
                () -> videos.getVideo(
                        GetVideoRequest.newBuilder().setVideoId(UNKNOWN).build()));
        fails(
                Status.Code.NOT_FOUND,
                "catalog/",
                () -> videos.updateVideo(UpdateVideoRequest.newBuilder()
                        .setVideoId(UNKNOWN)
                        .setTitle("A title")
                        .build()));
        fails(Status.Code.NOT_FOUND, "delivery/", () -> videos.streamVideo(
                        StreamVideoRequest.newBuilder().setVideoId(UNKNOWN).build())
                .next());
    }

    @Test
    void anUploadThroughTheVideoServiceIsRefusedByTheUploadRoom() {
        CompletableFuture<UploadVideoResponse> answer = new CompletableFuture<>();
        StreamObserver<UploadVideoRequest> file =
                VideoServiceGrpc.newStub(channel).uploadVideo(completing(answer));
        file.onNext(UploadVideoRequest.newBuilder()
                .setMetadata(UploadMetadata.newBuilder().setTitle("Text").setFilename("text.mp4"))
                .build());
        file.onCompleted();
        assertThat(answer)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(code(failure))
                        .startsWith("upload/"));
    }

    @ParameterizedTest
    @MethodSource
    void whatTheRoomsAskEachOtherIsRefusedToClients(MethodDescriptor<?, ?> method) {
        fails(Status.Code.PERMISSION_DENIED, "platform/not-for-clients", () -> ask(method));
    }

    static Stream<MethodDescriptor<?, ?>> whatTheRoomsAskEachOtherIsRefusedToClients() {
        return Stream.of(
                MediaProbeGrpc.getProbeMethod(),
                UploadServiceGrpc.getKnowUploadsMethod(),
                UploadServiceGrpc.getListRecentUploadsMethod(),
                UploadServiceGrpc.getForgetUploadMethod(),
                VideoProcessingServiceGrpc.getMakePosterMethod(),
                VideoProcessingServiceGrpc.getMakeThumbnailMethod(),
                ThumbnailDeliveryGrpc.getDeliverThumbnailMethod(),
                JobServiceGrpc.getGetJobsMethod(),
                JobServiceGrpc.getListOpenJobsMethod(),
                JobServiceGrpc.getForgetJobMethod(),
                CatalogServiceGrpc.getGetPlaybackMethod(),
                CatalogServiceGrpc.getRecordViewMethod());
    }

    /** With a message that says nothing. */
    private <A, B> void ask(MethodDescriptor<A, B> method) {
        A nothing = method.parseRequest(new ByteArrayInputStream(new byte[0]));
        ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), nothing);
    }

    private static void fails(Status.Code status, String room, Runnable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure.getStatus().getCode()).isEqualTo(status);
        assertThat(code(failure)).startsWith(room);
    }

    private static String code(StatusRuntimeException failure) {
        return failure.getTrailers().get(Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER));
    }

    private ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> questions =
                ServerReflectionGrpc.newStub(channel).serverReflectionInfo(completing(answer));
        questions.onNext(request);
        questions.onCompleted();
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static <T> StreamObserver<T> completing(CompletableFuture<T> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        };
    }
}
