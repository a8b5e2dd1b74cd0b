package io.vitascope.platform.grpc;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.FullDisk;
import io.vitascope.platform.Outage;
import io.vitascope.platform.PlatformError;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What a gRPC caller hears of a failure: the status of the problem's {@link ErrorCode.Kind}, its sentence as the
 * description, and three trailers.
 *
 * <p>{@code problem-code}: the slug. {@code problem-retryable}: {@code true} or {@code false}. {@code
 * grpc-status-details-bin}: the same with the facts, as {@code google.rpc.ErrorInfo}, which most gRPC libraries decode.
 *
 * <p>Anything that is not a problem is an error of ours: it is logged with an id, and the caller gets that id alone.
 */
// Protobuf calls the getters of messages by their names; Quarkus tells a native executable of our own messages only.
@RegisterForReflection(
        targets = {
            Any.class,
            Any.Builder.class,
            ErrorInfo.class,
            ErrorInfo.Builder.class,
            com.google.rpc.Status.class,
            com.google.rpc.Status.Builder.class
        })
final class ProblemStatuses {

    static final Metadata.Key<String> CODE = Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> RETRYABLE =
            Metadata.Key.of("problem-retryable", Metadata.ASCII_STRING_MARSHALLER);

    /** Sentence and facts travel as headers, of which many clients take 8 KB, percent-encoded. */
    private static final int MAX_CHARACTERS = 500;

    private static final String DOMAIN = "vitascope";
    private static final Logger LOG = Logger.getLogger(ProblemStatuses.class);

    private ProblemStatuses() {}

    static StatusException of(Throwable failure) {
        if (failure instanceof StatusException status) {
            return status;
        }
        if (failure instanceof StatusRuntimeException status) {
            return new StatusException(status.getStatus(), status.getTrailers());
        }
        if (failure instanceof ProblemException problem) {
            return of(problem.code(), problem.detail(), problem.facts());
        }
        if (failure instanceof InvalidValueException invalid) {
            return of(PlatformError.INVALID_PARAMETER, String.valueOf(invalid.getMessage()), Map.of());
        }
        if (Outage.isBehind(failure)) {
            LOG.warnf("A gRPC call found a part of the system away: %s", failure.getMessage());
            return of(PlatformError.UNAVAILABLE, PlatformError.AWAY, Map.of());
        }
        if (FullDisk.isBehind(failure)) {
            LOG.error("A gRPC call found no room on the disk");
            return of(PlatformError.NO_SPACE, PlatformError.FULL, Map.of());
        }
        String id = UUID.randomUUID().toString();
        LOG.errorf(failure, "A gRPC call failed unexpectedly, error id %s", id);
        return of(
                PlatformError.INTERNAL_ERROR,
                "This is an error of ours, not of the request. The log has it under the id " + id + ".",
                Map.of("error_id", id));
    }

    /** A caller whose own words are in it must not make it longer than its client takes: that breaks the connection. */
    private static String bounded(String sentence) {
        return sentence.length() <= MAX_CHARACTERS ? sentence : sentence.substring(0, MAX_CHARACTERS) + "…";
    }

    private static StatusException of(ErrorCode code, String detail, Map<String, Object> facts) {
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                // ErrorInfo asks for UPPER_SNAKE_CASE.
                .setReason(
                        code.slug().toUpperCase(Locale.ROOT).replace('/', '_').replace('-', '_'));
        facts.forEach((name, value) -> info.putMetadata(name, bounded(value.toString())));
        com.google.rpc.Status details = com.google.rpc.Status.newBuilder()
                .setCode(grpcCode(code.kind()).value())
                .setMessage(bounded(detail))
                .addDetails(Any.pack(info.build()))
                .build();
        Metadata trailers = new Metadata();
        trailers.put(CODE, code.slug());
        trailers.put(RETRYABLE, Boolean.toString(code.retryable()));
        return StatusProto.toStatusException(details, trailers);
    }

    static Status.Code grpcCode(ErrorCode.Kind kind) {
        return switch (kind) {
            case INVALID, UNPROCESSABLE, TOO_LARGE, UNSUPPORTED -> Status.Code.INVALID_ARGUMENT;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND, GONE -> Status.Code.NOT_FOUND;
            case CONFLICT, LOCKED -> Status.Code.ABORTED;
            case TOO_MANY -> Status.Code.RESOURCE_EXHAUSTED;
            case CORRUPTED -> Status.Code.DATA_LOSS;
            case PRECONDITION -> Status.Code.FAILED_PRECONDITION;
            case RANGE -> Status.Code.OUT_OF_RANGE;
            case NO_SPACE -> Status.Code.RESOURCE_EXHAUSTED;
            case NOT_OFFERED -> Status.Code.UNIMPLEMENTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }
}
