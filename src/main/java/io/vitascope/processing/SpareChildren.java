package io.vitascope.processing;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One child process for long work and one for short, started and with FFmpeg loaded before anybody needs them: half a
 * second or more that no upload has to wait for.
 *
 * <p>A spare waits for its order on its standard input, and ends with this process like any other child. Threads: safe
 * for all.
 */
final class SpareChildren implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpareChildren.class);

    /** After an upload's probe comes its job: no spare shall take the processor from a job's first seconds. */
    private static final long QUIET_MILLIS = 3_000;

    private final ChildCommand command;
    private final boolean wanted;
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("spare-children", true));
    private final Map<Work, Process> spares = new EnumMap<>(Work.class);
    private @Nullable Future<?> refill;
    private int ordersAtWork;
    private boolean closed;

    SpareChildren(ChildCommand command, boolean wanted) {
        this.command = command;
        this.wanted = wanted;
    }

    /** The spare if there is a living one, else a fresh process; in any case {@link #done} has to be called then. */
    Process take(Work work) throws IOException {
        begin();
        Optional<Process> spare = takeSpare(work).filter(Process::isAlive);
        return spare.isPresent() ? spare.get() : command.start(work);
    }

    private synchronized void begin() {
        ordersAtWork++;
        if (refill != null && !refill.isDone()) {
            refillAfter(QUIET_MILLIS);
        }
    }

    private synchronized Optional<Process> takeSpare(Work work) {
        return Optional.ofNullable(spares.remove(work));
    }

    /**
     * Spares are started once no order was taken or done for a while; at the end of a job that leaves nothing to do, at
     * once, for the next upload may be on its way.
     */
    synchronized void done(Work work) {
        ordersAtWork--;
        refillAfter(work == Work.LONG && ordersAtWork == 0 ? 0 : QUIET_MILLIS);
    }

    private void refillAfter(long millis) {
        if (!wanted || closed) {
            return;
        }
        cancelRefill();
        refill = later.schedule(this::refillNow, millis, TimeUnit.MILLISECONDS);
    }

    private void cancelRefill() {
        if (refill != null) {
            refill.cancel(false);
        }
    }

    private synchronized void refillNow() {
        if (closed) {
            return;
        }
        try {
            for (Work work : List.of(Work.LONG, Work.SHORT)) {
                if (!spares.containsKey(work)) {
                    spares.put(work, command.start(work));
                }
            }
        } catch (IOException e) {
            LOG.debugf("No spare child process: %s", e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        later.shutdownNow();
        spares.values().forEach(Process::destroyForcibly);
        spares.clear();
    }
}
