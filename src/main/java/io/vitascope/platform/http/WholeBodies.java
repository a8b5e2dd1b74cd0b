package io.vitascope.platform.http;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.RequestDeserializeHandler;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/**
 * Has a body that a method takes as its parameter (JSON, captions, a picture) arrive whole before the request takes a
 * worker thread, so that clients which send a byte now and then keep none of them. Files of uploads are no parameters.
 *
 * <p>Threads: event loops.
 */
@Provider
@NonBlocking
@Priority(1)
final class WholeBodies implements ResteasyReactiveContainerRequestFilter {

    /** Asked at each request: filters are made before there is a configuration. */
    private final Instance<HttpConfig> config;

    private final AtomicLong beyondBytes = new AtomicLong();

    WholeBodies(Instance<HttpConfig> config) {
        this.config = config;
    }

    @Override
    public void filter(ResteasyReactiveContainerRequestContext context) {
        if (context.getServerRequestContext() instanceof VertxResteasyReactiveRequestContext request
                && readsBody(request)
                && !request.getContext().request().isEnded()) {
            boolean json = JsonBodyGuard.isJson(context.getMediaType());
            context.suspend();
            new WholeBody(request.getContext(), json, config.get(), beyondBytes, context::resume, context::resume)
                    .read();
        }
    }

    private static boolean readsBody(ResteasyReactiveRequestContext request) {
        for (ServerRestHandler handler : request.getTarget().getHandlerChain()) {
            if (handler instanceof RequestDeserializeHandler) {
                return true;
            }
        }
        return false;
    }
}
