package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.contract.upload.UploadMetadata;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.contract.upload.UploadVideoRequest;
import io.vitascope.contract.upload.UploadVideoResponse;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An upload over gRPC counts for its client as one over HTTP does. */
@QuarkusTest
class ClientSharesTest {

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final UploadStore store;
    private final UploadLimits limits;
    private final UploadConfig config;
    private final GrowingFiles growingFiles;

    ClientSharesTest(UploadStore store, UploadLimits limits, UploadConfig config, GrowingFiles growingFiles) {
        this.store = store;
        this.limits = limits;
        this.config = config;
        this.growingFiles = growingFiles;
    }

    @Test
    void anUploadOverGrpcIsOneOfItsClient() {
        ManagedChannel channel = ManagedChannelBuilder.forAddress(server.getHost(), server.getPort())
                .usePlaintext()
                .build();
        try {
            UploadServiceGrpc.newStub(channel)
                    .uploadVideo(new Unheard())
                    .onNext(UploadVideoRequest.newBuilder()
                            .setMetadata(UploadMetadata.newBuilder().setFilename("x.mp4"))
                            .build());
            VideoId id = await().until(this::begun, Optional::isPresent).orElseThrow();
            String client = store.find(id).map(UploadRecord::client).orElseThrow(); // empty for nobody's as well
            assertThat(store.countOf(client)).isEqualTo(1);
            int others = 0;
            try {
                for (; others < config.maxActivePerClient() - 1; others++) {
                    limits.takeShare(client);
                }
                assertThatThrownBy(() -> limits.takeShare(client)).isInstanceOf(ProblemException.class);
                limits.takeShare("another client");
                limits.returnShare("another client");
            } finally {
                for (; others > 0; others--) {
                    limits.returnShare(client);
                }
            }
        } finally {
            channel.shutdownNow();
        }
        await().until(this::begun, Optional::isEmpty);
    }

    @Test
    void eachClientHasAsManyPlacesAsItLeavesToOthers() {
        List<String> taken = new ArrayList<>();
        try {
            assertThat(take("first", taken)).isEqualTo(config.maxActive() / 2);
            assertThat(take("second", taken)).isEqualTo(config.maxActive() / 4);
            assertThat(take("third", taken)).isEqualTo(config.maxActive() / 8);
            taken.remove("first");
            limits.returnShare("first");
            assertThat(take("first", taken)).isZero();
            assertThat(take("fourth", taken)).isPositive();
        } finally {
            taken.forEach(limits::returnShare);
        }
        assertThat(take("first", taken)).isEqualTo(config.maxActive() / 2);
        taken.subList(taken.size() - config.maxActive() / 2, taken.size()).forEach(limits::returnShare);
    }

    private int take(String client, List<String> taken) {
        for (int count = 0; ; count++) {
            try {
                limits.takeShare(client);
            } catch (ProblemException refused) {
                return count;
            }
            taken.add(client);
        }
    }

    private Optional<VideoId> begun() {
        return growingFiles.all().stream().findFirst();
    }

    /** Of a call that is cancelled before its answer. */
    private static final class Unheard implements StreamObserver<UploadVideoResponse> {

        @Override
        public void onNext(UploadVideoResponse answer) {}

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {}
    }
}
