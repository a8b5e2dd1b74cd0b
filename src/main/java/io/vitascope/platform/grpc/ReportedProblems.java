package io.vitascope.platform.grpc;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/** Turns what a door hands to {@code StreamObserver.onError} into a status, which gRPC by itself calls UNKNOWN. */
@GlobalInterceptor
@Singleton
final class ReportedProblems implements ServerInterceptor {

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        return next.startCall(new Translating<>(call), headers);
    }

    private static final class Translating<A, B> extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {

        Translating(ServerCall<A, B> call) {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            Throwable cause = status.getCause();
            if (status.getCode() != Status.Code.UNKNOWN || cause == null) {
                super.close(status, trailers);
                return;
            }
            StatusException told = ProblemStatuses.of(cause);
            Metadata toldTrailers = told.getTrailers();
            super.close(told.getStatus(), toldTrailers == null ? trailers : toldTrailers);
        }
    }
}
