package io.vitascope.upload;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Bodies of requests that hold a file: read at the pace of the disk, without ever lying in memory. */
@Singleton
final class Bodies {

    private final Duration patience;

    Bodies(@ConfigProperty(name = "quarkus.http.read-timeout") Duration patience) {
        this.patience = patience;
    }

    /**
     * Lets {@code work} read the body on this worker thread. If it ends before the body does, its answer reaches a client
     * that is still sending.
     */
    <T> T reading(HttpServerRequest request, Function<IncomingBody, T> work) {
        try (ReadAhead ahead = ReadAhead.of(request, patience)) {
            IncomingBody body = new IncomingBody(ahead);
            try {
                return work.apply(body);
            } finally {
                if (!body.isEnded() && !request.isEnded()) {
                    LingeringClose.after(request);
                }
            }
        }
    }
}
