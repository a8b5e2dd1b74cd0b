package io.vitascope.platform.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * How bodies of requests are read: a member that nobody knows is refused, lest somebody takes for done what was not
 * understood. Records and events are read without it, as those of a newer version have members that are not known here.
 */
@Provider
final class RequestBodies implements ContextResolver<ObjectMapper> {

    private final ObjectMapper strict;

    RequestBodies(ObjectMapper mapper) {
        this.strict = mapper.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return strict;
    }
}
