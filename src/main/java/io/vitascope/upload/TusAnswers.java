package io.vitascope.upload;

import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What tus demands of every request and every answer below {@code /api/v1/uploads}, whoever answers. */
@Singleton
final class TusAnswers {

    private static final int PRECONDITION_FAILED = 412;

    /**
     * For clients, or what stands between, that only know GET and POST. A request that is let through because it only
     * reads stays one that only reads.
     */
    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    public void overrideMethod(ContainerRequestContext request) {
        String method = request.getHeaderString("X-HTTP-Method-Override");
        if (method != null && request.getMethod().equals(HttpMethod.POST) && isHere(request)) {
            request.setMethod(method.strip().toUpperCase(java.util.Locale.ROOT));
        }
    }

    @ServerResponseFilter
    public void addVersion(ContainerRequestContext request, ContainerResponseContext response) {
        if (!isHere(request)) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(TusHeaders.RESUMABLE, TusHeaders.VERSION);
        headers.putSingle("Cache-Control", "no-store");
        if (response.getStatus() == PRECONDITION_FAILED) {
            headers.putSingle(TusHeaders.SPOKEN_VERSIONS, TusHeaders.VERSION);
        }
    }

    private static boolean isHere(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        return path.equals(Addresses.UPLOADS) || path.startsWith(Addresses.UPLOADS + "/");
    }
}
