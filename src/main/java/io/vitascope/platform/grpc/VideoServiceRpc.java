package io.vitascope.platform.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.vitascope.contract.catalog.CatalogServiceGrpc;
import io.vitascope.contract.delivery.DeliveryServiceGrpc;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.contract.video.VideoServiceGrpc;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.Map;

/**
 * The public service in one piece: each of its methods is answered by the very handler of the room that owns it, so
 * nothing is copied and flow control is the room's own.
 *
 * <p>Interceptors that a room registers for its service alone do not run here; global ones do.
 */
@GrpcService
final class VideoServiceRpc implements BindableService {

    private final Instance<BindableService> services;

    VideoServiceRpc(@GrpcService Instance<BindableService> services) {
        this.services = services;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return alias(services);
    }

    static ServerServiceDefinition alias(Iterable<BindableService> services) {
        Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
        for (BindableService service : services) {
            if (service instanceof VideoServiceRpc) {
                continue;
            }
            for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
                methods.put(method.getMethodDescriptor().getFullMethodName(), method);
            }
        }
        return ServerServiceDefinition.builder(VideoServiceGrpc.getServiceDescriptor())
                .addMethod(
                        VideoServiceGrpc.getUploadVideoMethod(),
                        handler(methods, UploadServiceGrpc.getUploadVideoMethod()))
                .addMethod(
                        VideoServiceGrpc.getStreamVideoMethod(),
                        handler(methods, DeliveryServiceGrpc.getStreamVideoMethod()))
                .addMethod(
                        VideoServiceGrpc.getGetVideoMethod(), handler(methods, CatalogServiceGrpc.getGetVideoMethod()))
                .addMethod(
                        VideoServiceGrpc.getListVideosMethod(),
                        handler(methods, CatalogServiceGrpc.getListVideosMethod()))
                .addMethod(
                        VideoServiceGrpc.getUpdateVideoMethod(),
                        handler(methods, CatalogServiceGrpc.getUpdateVideoMethod()))
                .addMethod(
                        VideoServiceGrpc.getDeleteVideoMethod(),
                        handler(methods, CatalogServiceGrpc.getDeleteVideoMethod()))
                .build();
    }

    /** The types are those of the descriptor, under whose name the room registered the handler. */
    @SuppressWarnings("unchecked")
    private static <A, B> ServerCallHandler<A, B> handler(
            Map<String, ServerMethodDefinition<?, ?>> methods, MethodDescriptor<A, B> method) {
        ServerMethodDefinition<?, ?> definition = methods.get(method.getFullMethodName());
        if (definition == null) {
            return (call, headers) -> absent(call, method);
        }
        return (ServerCallHandler<A, B>) definition.getServerCallHandler();
    }

    private static <A, B> ServerCall.Listener<A> absent(ServerCall<A, B> call, MethodDescriptor<A, B> method) {
        Status status = Status.UNIMPLEMENTED.withDescription(method.getFullMethodName() + " is not served here.");
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
