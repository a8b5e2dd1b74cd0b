package io.vitascope.platform.grpc;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * Where a door may block: on the thread of the call where that may block, else, as on the network's event loops, on a
 * worker.
 *
 * <p>A room that calls another in this process waits for the answer with a worker of its own. Were the answer handed to
 * a second one, callers who fill the pool would wait for threads that none of them gives back.
 */
@Singleton
@Identifier("blocking")
final class BlockingCalls implements Executor {

    @Override
    public void execute(Runnable call) {
        if (Infrastructure.canCallerThreadBeBlocked()) {
            call.run();
        } else {
            Infrastructure.getDefaultWorkerPool().execute(call);
        }
    }
}
