package io.vitascope.platform.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.quarkus.grpc.GlobalInterceptor;
import io.vitascope.contract.processing.ThumbnailDeliveryGrpc;
import io.vitascope.contract.processing.VideoProcessingServiceGrpc;
import io.vitascope.contract.upload.MediaProbeGrpc;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A deadline for every unary call that brings none of its own.
 *
 * <p>Not {@code quarkus.grpc.clients.x.deadline}: that one counts from the creation of the stub, so every call fails
 * once it has passed.
 */
@GlobalInterceptor
@Singleton
final class CallDeadlines implements ClientInterceptor {

    private static final Set<String> MEDIA_CALLS = Set.of(
            MediaProbeGrpc.getProbeMethod().getFullMethodName(),
            VideoProcessingServiceGrpc.getGenerateThumbnailMethod().getFullMethodName(),
            VideoProcessingServiceGrpc.getMakeThumbnailMethod().getFullMethodName(),
            ThumbnailDeliveryGrpc.getDeliverThumbnailMethod().getFullMethodName());

    private final Duration ordinary;
    private final Duration media;

    CallDeadlines(GrpcConfig config) {
        ordinary = config.deadline();
        media = config.mediaDeadline();
    }

    @Override
    public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        if (method.getType() != MethodDescriptor.MethodType.UNARY || options.getDeadline() != null) {
            return next.newCall(method, options);
        }
        Duration patience = MEDIA_CALLS.contains(method.getFullMethodName()) ? media : ordinary;
        return next.newCall(method, options.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS));
    }
}
