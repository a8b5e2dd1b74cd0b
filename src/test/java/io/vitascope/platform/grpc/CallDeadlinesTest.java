package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
import io.vitascope.contract.delivery.DeliveryServiceGrpc;
import io.vitascope.contract.processing.JobServiceGrpc;
import io.vitascope.contract.processing.ThumbnailDeliveryGrpc;
import io.vitascope.contract.processing.VideoProcessingServiceGrpc;
import io.vitascope.contract.upload.MediaProbeGrpc;
import io.vitascope.contract.upload.UploadServiceGrpc;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallDeadlinesTest {

    private static final Duration ORDINARY = Duration.ofSeconds(10);
    private static final Duration MEDIA = Duration.ofSeconds(60);

    @Test
    void theCallsThatStartFfmpegAndNoOthersHaveTheLongDeadline() {
        assertThat(calls().filter(call -> deadline(call, CallOptions.DEFAULT)
                                .filter(CallDeadlinesTest::isLong)
                                .isPresent())
                        .map(MethodDescriptor::getBareMethodName))
                .containsExactlyInAnyOrder(
                        "Probe", "GenerateThumbnail", "MakeThumbnail", "DeliverThumbnail", "MakePoster");
    }

    @Test
    void everyUnaryCallHasADeadlineAndNoStream() {
        assertThat(calls()).allSatisfy(call -> assertThat(
                        deadline(call, CallOptions.DEFAULT).isPresent())
                .isEqualTo(call.getType() == MethodDescriptor.MethodType.UNARY));
    }

    @Test
    void theDeadlineThatACallerBringsStays() {
        Deadline own = Deadline.after(3, TimeUnit.SECONDS);
        assertThat(deadline(MediaProbeGrpc.getProbeMethod(), CallOptions.DEFAULT.withDeadline(own)))
                .contains(own);
    }

    private static boolean isLong(Deadline deadline) {
        return deadline.timeRemaining(TimeUnit.MILLISECONDS) > ORDINARY.toMillis();
    }

    private static Stream<MethodDescriptor<?, ?>> calls() {
        return Stream.of(
                        MediaProbeGrpc.getServiceDescriptor(),
                        UploadServiceGrpc.getServiceDescriptor(),
                        VideoProcessingServiceGrpc.getServiceDescriptor(),
                        ThumbnailDeliveryGrpc.getServiceDescriptor(),
                        JobServiceGrpc.getServiceDescriptor(),
                        CatalogServiceGrpc.getServiceDescriptor(),
                        DeliveryServiceGrpc.getServiceDescriptor())
                .map(ServiceDescriptor::getMethods)
                .flatMap(methods -> methods.stream());
    }

    private static <A, B> Optional<Deadline> deadline(MethodDescriptor<A, B> call, CallOptions asked) {
        AtomicReference<CallOptions> seen = new AtomicReference<>(asked);
        new CallDeadlines(config()).interceptCall(call, asked, new Channel() {
            @Override
            public <C, D> ClientCall<C, D> newCall(MethodDescriptor<C, D> method, CallOptions options) {
                seen.set(options);
                return new NoCall<>();
            }

            @Override
            public String authority() {
                return "nowhere";
            }
        });
        return Optional.ofNullable(Objects.requireNonNull(seen.get()).getDeadline());
    }

    /** Only the options are looked at; it is never started. */
    private static final class NoCall<A, B> extends ClientCall<A, B> {
        @Override
        public void start(Listener<B> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(A message) {}
    }

    private static GrpcConfig config() {
        return new GrpcConfig() {
            @Override
            public Duration deadline() {
                return ORDINARY;
            }

            @Override
            public Duration mediaDeadline() {
                return MEDIA;
            }

            @Override
            public boolean remoteRooms() {
                return false;
            }
        };
    }
}
