package io.vitascope.platform.grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import io.grpc.inprocess.InProcessSocketAddress;
import io.quarkus.grpc.GlobalInterceptor;
import io.vitascope.contract.rpc.Callers;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import jakarta.inject.Singleton;

/**
 * Refuses calls from the network that their contract keeps to the rooms of this process ({@code rooms_only}): with them
 * anybody could have files of the server examined by their path, or take from a room what the others still need.
 */
@GlobalInterceptor
@Singleton
final class RoomsOnly implements ServerInterceptor {

    private final boolean remoteRooms;

    RoomsOnly(GrpcConfig config) {
        this.remoteRooms = config.remoteRooms();
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        boolean near = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InProcessSocketAddress;
        if (near || remoteRooms || !Contract.says(Callers.roomsOnly, call.getMethodDescriptor())) {
            return next.startCall(call, headers);
        }
        StatusException refusal = ProblemStatuses.of(
                new ProblemException(
                        PlatformError.NOT_FOR_CLIENTS,
                        call.getMethodDescriptor().getFullMethodName()
                                + " is called by the server's own parts alone. vitascope.video.v1.VideoService is for clients."));
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
        return new ServerCall.Listener<>() {};
    }
}
