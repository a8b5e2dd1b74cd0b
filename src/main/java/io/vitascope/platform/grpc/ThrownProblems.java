package io.vitascope.platform.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusException;
import io.quarkus.grpc.ExceptionHandler;
import io.quarkus.grpc.ExceptionHandlerProvider;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Turns what a door throws, or what its {@code Uni} or {@code Multi} fails with, into a status. */
@Singleton
final class ThrownProblems implements ExceptionHandlerProvider {

    private static final Logger LOG = Logger.getLogger(ThrownProblems.class);

    @Override
    public Throwable transform(Throwable failure) {
        return ProblemStatuses.of(failure);
    }

    @Override
    public <A, B> ExceptionHandler<A, B> createHandler(
            ServerCall.Listener<A> listener, ServerCall<A, B> call, Metadata headers) {
        return new ExceptionHandler<>(listener, call, headers) {
            @Override
            protected void handleException(Throwable failure, ServerCall<A, B> failed, Metadata ignored) {
                StatusException status = ProblemStatuses.of(failure);
                Metadata trailers = status.getTrailers();
                try {
                    failed.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
                } catch (IllegalStateException closed) {
                    // The caller has gone, or the door answered before it failed: nobody is left to be told.
                    LOG.debugf(closed, "A call was closed already when it failed with %s", status.getStatus());
                }
            }
        };
    }
}
