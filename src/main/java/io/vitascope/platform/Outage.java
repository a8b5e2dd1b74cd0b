package io.vitascope.platform;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Tells a part of the system that is away, for a moment mostly, from an error of ours. */
public final class Outage {

    private static final int MAX_CAUSES = 10;

    private Outage() {}

    /**
     * Whether Redis, Kafka or a neighbour refused the connection, closed it, did not answer in time, or has too many
     * who wait for it.
     */
    public static boolean isBehind(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof java.net.ConnectException
                    || cause instanceof io.vertx.core.http.ConnectionPoolTooBusyException
                    || cause instanceof java.nio.channels.ClosedChannelException
                    || cause instanceof TimeoutException
                    || cause instanceof io.smallrye.mutiny.TimeoutException
                    || (cause instanceof IOException && "Connection was closed".equals(cause.getMessage()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
