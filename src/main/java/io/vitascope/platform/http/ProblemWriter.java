package io.vitascope.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vitascope.kernel.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;

/** Puts a problem on the wire, for REST and for the router below it. Threads: any. */
@Singleton
final class ProblemWriter {

    private final ObjectMapper json;

    ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    Response response(ProblemDocument problem) {
        Response.ResponseBuilder response = Response.status(problem.status())
                .type(ProblemException.MEDIA_TYPE)
                .entity(bytes(problem));
        problem.headers().forEach(response::header);
        return response.build();
    }

    void write(ProblemDocument problem, HttpServerResponse response) {
        response.setStatusCode(problem.status());
        response.putHeader("Content-Type", ProblemException.MEDIA_TYPE);
        problem.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(bytes(problem)));
    }

    byte[] bytes(ProblemDocument problem) {
        try {
            return json.writeValueAsBytes(problem.members());
        } catch (JsonProcessingException failure) {
            throw new UncheckedIOException("facts of a problem must be plain values", failure);
        }
    }
}
