package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.vitascope.contract.upload.MediaProbeGrpc;
import io.vitascope.contract.upload.ProbeRequest;
import io.vitascope.contract.upload.ProbeResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Over a socket, of a server of gRPC's own; {@link PublicServicesTest} asks the application. */
class RoomsOnlyTest {

    @Test
    void whatIsForRoomsIsRefusedToTheNetwork() throws Exception {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> probe(false))
                .satisfies(
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }

    @Test
    void aServerForRemoteRoomsAnswersIt() throws Exception {
        assertThat(probe(true)).isEqualTo(ProbeResponse.getDefaultInstance());
    }

    private static ProbeResponse probe(boolean remoteRooms) throws IOException {
        Server server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(ServerInterceptors.intercept(probes(), new RoomsOnly(config(remoteRooms))))
                .build()
                .start();
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "localhost:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
        try {
            return MediaProbeGrpc.newBlockingStub(channel).probe(ProbeRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    private static GrpcConfig config(boolean remoteRooms) {
        return new GrpcConfig() {
            @Override
            public Duration deadline() {
                return Duration.ofSeconds(10);
            }

            @Override
            public Duration mediaDeadline() {
                return Duration.ofSeconds(60);
            }

            @Override
            public boolean remoteRooms() {
                return remoteRooms;
            }
        };
    }

    /** Not a class of its own: Quarkus would take it for the application's. */
    private static ServerServiceDefinition probes() {
        return ServerServiceDefinition.builder(MediaProbeGrpc.getServiceDescriptor())
                .addMethod(
                        MediaProbeGrpc.getProbeMethod(),
                        ServerCalls.asyncUnaryCall((ProbeRequest request, StreamObserver<ProbeResponse> answer) -> {
                            answer.onNext(ProbeResponse.getDefaultInstance());
                            answer.onCompleted();
                        }))
                .build();
    }
}
