package io.vitascope.delivery;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.ServerSerialisers;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Puts a {@link PacedStream} on the wire. Quarkus REST writes an {@link java.io.InputStream} with a thread that waits
 * for the client, for as long as he likes.
 */
@Provider
final class PacedStreamWriter implements ServerMessageBodyWriter<PacedStream> {

    private static final Logger LOG = Logger.getLogger(PacedStreamWriter.class);

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType media) {
        return isWriteable(type, genericType, new Annotation[0], media);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return type == PacedStream.class;
    }

    @Override
    public void writeResponse(PacedStream stream, Type genericType, ServerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
        ServerHttpResponse response = context.serverResponse();
        // Which only the ways of writing do that write all at once.
        ServerSerialisers.encodeResponseHeaders(request);
        request.suspend();
        stream.sendTo(response::write).whenComplete((sent, failure) -> {
            if (failure == null) {
                response.end();
            } else {
                LOG.debugf("%s broke off: %s", request.getPath(), failure);
                // Whoever has a part must not take it for the whole.
                request.serverRequest().closeConnection();
            }
            request.resume();
        });
    }

    @Override
    public void writeTo(
            PacedStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("Quarkus REST asks for writeResponse");
    }
}
