package io.vitascope.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Gives a body to refusals that have none: those of the REST framework itself (404, 405, 406, 415, malformed JSON,
 * parameters that cannot be converted) and of a door that only set a status.
 */
@Singleton
final class EmptyAnswers {

    private final ProblemWriter writer;

    EmptyAnswers(ProblemWriter writer) {
        this.writer = writer;
    }

    @ServerResponseFilter
    public void fill(ContainerRequestContext request, ContainerResponseContext response, @Nullable Throwable failure) {
        if (request.getMethod().equals(HttpMethod.OPTIONS)
                && response.getHeaders().containsKey(HttpHeaders.ALLOW)) {
            // The framework's own answer names every method of the whole class.
            response.getHeaders().putSingle(HttpHeaders.ALLOW, allowed(request));
        }
        if (response.getStatus() < 400 || response.hasEntity()) {
            return;
        }
        ProblemDocument problem = problem(request, response, failure);
        response.setStatus(problem.status());
        response.setEntity(writer.bytes(problem));
        response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, ProblemException.MEDIA_TYPE);
        problem.headers().forEach(response.getHeaders()::putSingle);
    }

    private static ProblemDocument problem(
            ContainerRequestContext request, ContainerResponseContext response, @Nullable Throwable failure) {
        String path = request.getUriInfo().getPath();
        Throwable cause = failure == null ? null : failure.getCause();
        if (cause instanceof JsonProcessingException json) {
            return json(json, path);
        }
        if (failure instanceof NotFoundException && cause != null) {
            // JAX-RS answers 404 when a parameter cannot be converted; that hides which of the two was wrong.
            return ProblemDocument.of(
                    PlatformError.INVALID_PARAMETER,
                    "A parameter has a value of the wrong kind. The API's description is at /q/swagger-ui.",
                    Map.of(),
                    path);
        }
        int status = response.getStatus();
        if (status == 405) {
            response.getHeaders().putSingle(HttpHeaders.ALLOW, allowed(request));
        }
        return ProblemDocument.of(
                HttpStatuses.code(status), status, sentence(status, request, response), Map.of(), path);
    }

    private static String allowed(ContainerRequestContext request) {
        return RestRoute.of(request.getUriInfo().getPath()).allowed();
    }

    /** Jackson wraps what is thrown while it reads or while it makes an object of what it has read. */
    private static ProblemDocument json(JsonProcessingException failure, String path) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return ProblemDocument.of(problem, path);
            }
            if (cause instanceof InvalidValueException invalid) {
                return ProblemDocument.of(
                        PlatformError.INVALID_PARAMETER, String.valueOf(invalid.getMessage()), Map.of(), path);
            }
        }
        return JsonProblems.of(failure, path);
    }

    private static String sentence(int status, ContainerRequestContext request, ContainerResponseContext response) {
        return switch (status) {
            case 404 -> "Nothing is at this address. The API's description is at /q/swagger-ui.";
            case 405 ->
                request.getMethod() + " is not known here; "
                        + response.getHeaders().getFirst(HttpHeaders.ALLOW) + " are.";
            case 406 ->
                "Nothing here can be sent as \"" + request.getHeaderString(HttpHeaders.ACCEPT)
                        + "\"; leave the Accept header out to get what there is.";
            case 415 ->
                "A body of the type \"" + request.getHeaderString(HttpHeaders.CONTENT_TYPE) + "\" is not taken here.";
            default -> "The request was answered with the status " + status + ".";
        };
    }
}
