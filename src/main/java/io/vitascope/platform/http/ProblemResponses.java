package io.vitascope.platform.http;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers what a REST method throws, as far as it is known; anything else goes on to {@link RouterProblems}.
 *
 * <p>There must be no mapper for {@code WebApplicationException} or a type above it: with one, the REST framework would
 * answer 404 for every path that it does not know, and static pages would never be reached.
 */
@Singleton
final class ProblemResponses {

    private final ProblemWriter writer;

    ProblemResponses(ProblemWriter writer) {
        this.writer = writer;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException problem, UriInfo uri) {
        return writer.response(ProblemDocument.of(problem, uri.getPath()));
    }

    @ServerExceptionMapper
    public Response invalid(InvalidValueException invalid, UriInfo uri) {
        return writer.response(ProblemDocument.of(
                PlatformError.INVALID_PARAMETER, String.valueOf(invalid.getMessage()), Map.of(), uri.getPath()));
    }

    @ServerExceptionMapper
    public Response violations(ResteasyReactiveViolationException violations, UriInfo uri) {
        return writer.response(ProblemDocument.of(
                PlatformError.INVALID_PARAMETER,
                "Some values are not valid; \"violations\" says which and why.",
                Map.of("violations", Violation.of(violations.getConstraintViolations())),
                uri.getPath()));
    }

    @ServerExceptionMapper
    public Response json(MismatchedInputException mismatch, UriInfo uri) {
        return writer.response(JsonProblems.of(mismatch, uri.getPath()));
    }

    /** Another room is away, or slow, and no door of this room had a better word for it. */
    @ServerExceptionMapper
    public Response call(StatusRuntimeException failure, UriInfo uri) {
        Status.Code code = failure.getStatus().getCode();
        if (code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED) {
            throw failure;
        }
        return writer.response(ProblemDocument.of(
                PlatformError.UNAVAILABLE,
                "A part of Vitascope that this needs does not answer. Try again in a few seconds.",
                Map.of(),
                uri.getPath()));
    }
}
