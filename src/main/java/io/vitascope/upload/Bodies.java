package io.vitascope.upload;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Bodies of requests that hold a file: read at the pace of the disk, without ever lying in memory. */
@Singleton
final class Bodies {

    private final UploadLimits limits;
    private final Duration patience;
    private final CurrentVertxRequest current;

    Bodies(
            UploadLimits limits,
            @ConfigProperty(name = "quarkus.http.read-timeout") Duration patience,
            CurrentVertxRequest current) {
        this.limits = limits;
        this.patience = patience;
        this.current = current;
    }

    /**
     * Lets {@code work} read the body on this worker thread, if the client has not too many under way. If it ends
     * before the body does, its answer reaches a client that is still sending.
     */
    <T> T reading(HttpServerRequest request, Function<IncomingBody, T> work) {
        String client = Sender.of(request);
        takeShare(client, request);
        try (ReadAhead ahead = ReadAhead.of(request, patience)) {
            IncomingBody body = new IncomingBody(ahead);
            try {
                return work.apply(body);
            } finally {
                if (!body.isEnded()) {
                    lingerAfter(request);
                }
            }
        } finally {
            limits.returnShare(client);
        }
    }

    /** Before anything is read: what is refused takes no memory. */
    private void takeShare(String client, HttpServerRequest request) {
        try {
            limits.takeShare(client);
        } catch (RuntimeException e) {
            lingerAfter(request);
            throw e;
        }
    }

    private void lingerAfter(HttpServerRequest request) {
        if (!request.isEnded()) {
            LingeringClose.after(current.getCurrent());
        }
    }
}
