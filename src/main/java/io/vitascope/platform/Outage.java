package io.vitascope.platform;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Tells a part of the system that is away, for a moment mostly, from an error of ours. */
public final class Outage {

    private static final int MAX_CAUSES = 10;

    /**
     * The first word of what a Redis says that is there and can't do its work:
     * https://redis.io/docs/latest/develop/reference/protocol-spec
     */
    private static final Set<String> REDIS_UNABLE =
            Set.of("LOADING", "BUSY", "MASTERDOWN", "READONLY", "NOREPLICAS", "MISCONF", "OOM");

    /** Of connections that ended while a request was on its way; some have no class of their own. */
    private static final Set<String> CONNECTION_GONE = Set.of(
            "Connection was closed",
            "Connection is closed",
            "CONNECTION_CLOSED",
            "Connection reset by peer",
            "Broken pipe",
            "Client is closed");

    private Outage() {}

    /**
     * Whether Redis, Kafka or a neighbour refused the connection, closed it, did not answer in time, has too many who
     * wait for it, or said that it can't do its work; or this process has let go of them, because it ends.
     */
    public static boolean isBehind(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof SocketException
                    || cause instanceof ConnectionPoolTooBusyException
                    || cause instanceof ClosedChannelException
                    || cause instanceof TimeoutException
                    || cause instanceof io.smallrye.mutiny.TimeoutException
                    || cause instanceof ErrorType error && REDIS_UNABLE.stream().anyMatch(error::is)
                    || CONNECTION_GONE.contains(String.valueOf(cause.getMessage()))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
