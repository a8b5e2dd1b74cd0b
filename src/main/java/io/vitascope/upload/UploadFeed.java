package io.vitascope.upload;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.vitascope.kernel.VideoId;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The one source of everybody who watches uploads through this process: reads the records of those that are watched,
 * {@value #BATCH} at a time, and once for all who watch the same. Without watchers it reads nothing.
 *
 * <p>Threads: one that reads and tells; the other methods are safe for all.
 */
@Singleton
final class UploadFeed {

    private static final Logger LOG = Logger.getLogger(UploadFeed.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    /** Proxies take a stream that is silent for longer than a minute or so for a dead one. */
    private static final Duration QUIET = Duration.ofSeconds(15);
    /** A client that takes nothing for so long is gone, or had better come again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int BATCH = 500;

    private final UploadStore store;
    private final Duration quiet;
    private final Duration patience;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("upload-feed", true));
    private boolean away;

    @Inject
    UploadFeed(UploadStore store) {
        this(store, QUIET, PATIENCE);
    }

    UploadFeed(UploadStore store, Duration quiet, Duration patience) {
        this.store = store;
        this.quiet = quiet;
        this.patience = patience;
    }

    /** Where news of an upload go; called by one thread at a time. */
    interface Sink {
        /** Whether it takes one more now. News are sent all the same, and the newest is what counts. */
        boolean isReady();

        void send(UploadStatus status);

        /** There has been nothing to say for a while. */
        void beat();

        void end();

        /** For a client that takes nothing, not even an end. */
        void breakOff();
    }

    /**
     * Tells how an upload is from {@code first} on, until it has ended. What comes back is to be run when the client has
     * all of it, or has gone.
     */
    Runnable watch(VideoId id, UploadStatus first, Sink sink) {
        Watcher watcher = new Watcher(id, sink);
        watchers.add(watcher);
        watcher.tell(first);
        begin();
        return () -> watchers.remove(watcher);
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            turns.scheduleWithFixedDelay(this::turn, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Must not throw, or it would be the last turn. */
    private void turn() {
        try {
            List<Watcher> now =
                    watchers.stream().filter(watcher -> !watcher.hasEnded()).toList();
            List<VideoId> watched =
                    now.stream().map(watcher -> watcher.id).distinct().toList();
            Map<VideoId, UploadRecord> found = new HashMap<>();
            for (int from = 0; from < watched.size(); from += BATCH) {
                found.putAll(store.findAll(watched.subList(from, Math.min(watched.size(), from + BATCH))));
            }
            away = false;
            now.forEach(watcher -> Optional.ofNullable(found.get(watcher.id))
                    .ifPresentOrElse(record -> watcher.tell(UploadStatus.of(watcher.id, record)), watcher::end));
        } catch (RuntimeException failure) {
            if (!away) {
                LOG.warnf("Those who watch uploads wait: %s", failure.getMessage());
            }
            away = true;
        }
        watchers.forEach(Watcher::look);
    }

    /** Before the server waits for the requests that are under way. */
    void stop(@Observes ShutdownEvent event) {
        turns.shutdownNow();
        watchers.forEach(Watcher::end);
    }

    /** One client. */
    private final class Watcher {

        private final VideoId id;
        private final Sink sink;
        private long toldNanos = System.nanoTime();
        private long readyNanos = System.nanoTime();
        private Optional<UploadStatus> told = Optional.empty();
        private boolean ended;

        Watcher(VideoId id, Sink sink) {
            this.id = id;
            this.sink = sink;
        }

        /** The last one is that which tells the end. */
        synchronized void tell(UploadStatus now) {
            if (ended || told.filter(before -> isAsBefore(before, now)).isPresent()) {
                return;
            }
            told = Optional.of(now);
            toldNanos = System.nanoTime();
            sink.send(now);
            if (now.hasEnded()) {
                end();
            }
        }

        /** A slow reader is told nothing, for something may wait for him, and one who reads nothing has to go. */
        synchronized void look() {
            long now = System.nanoTime();
            if (sink.isReady()) {
                readyNanos = now;
                if (!ended && now - toldNanos >= quiet.toNanos()) {
                    toldNanos = now;
                    sink.beat();
                }
            } else if (now - readyNanos >= patience.toNanos()) {
                ended = true;
                watchers.remove(this);
                sink.breakOff();
            }
        }

        synchronized boolean hasEnded() {
            return ended;
        }

        synchronized void end() {
            if (!ended) {
                ended = true;
                sink.end();
            }
        }

        private static boolean isAsBefore(UploadStatus before, UploadStatus now) {
            return before.state() == now.state() && before.offsetBytes() == now.offsetBytes();
        }
    }
}
