package io.vitascope.platform.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a request whose {@code Content-Type} is none, before the REST framework reads it: where several methods could
 * take the body, the framework would fail of it.
 */
@Singleton
final class MediaTypes {

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    public void requireReadable(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return;
        }
        try {
            MediaType.valueOf(type);
        } catch (IllegalArgumentException unreadable) {
            throw new NotSupportedException(unreadable);
        }
    }
}
