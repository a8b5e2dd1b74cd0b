package io.vitascope.platform.grpc;

import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs each task on the next of several Vert.x contexts. Threads: any may call. */
final class RoundRobin implements Executor {

    private final List<? extends Context> contexts;
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobin(List<? extends Context> contexts) {
        this.contexts = List.copyOf(contexts);
    }

    @Override
    public void execute(Runnable task) {
        int index = Math.floorMod(turn.getAndIncrement(), contexts.size());
        contexts.get(index).runOnContext(ignored -> task.run());
    }
}
