package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One client that watches one video, or all. What it has not taken yet waits here, and is replaced by what is newer
 * about the same video: a slow client misses steps, never the present state.
 *
 * <p>Threads: safe for all. {@link Sink} is called by one thread at a time.
 */
final class Watcher {

    /** Where messages go. */
    interface Sink {
        /** Whether it takes one more now; {@link #moreWanted} is called when that changes. */
        boolean isReady();

        void send(LiveEvent event);

        /** A line that says nothing but how far what was told reaches, so that proxies see life. */
        void beat(String position);

        void end();

        /** For a client that takes nothing, not even an end. */
        void breakOff();
    }

    private final Optional<VideoId> video;
    private final Sink sink;
    private final Map<About, LiveEvent> waiting = new LinkedHashMap<>();
    /** What a message replaces, or is replaced by. */
    private record About(VideoId id, LiveEvent.Kind kind) {}

    private long sentNanos;
    private long newestRevision;
    private boolean ending;
    private boolean ended;

    Watcher(Optional<VideoId> video, Sink sink, long nowNanos) {
        this.video = video;
        this.sink = sink;
        this.sentNanos = nowNanos;
    }

    boolean watches(VideoId id) {
        return video.isEmpty() || video.get().equals(id);
    }

    Optional<VideoId> video() {
        return video;
    }

    synchronized void offer(LiveEvent event, long nowNanos) {
        boolean stale = video.isPresent() && event.revision() < newestRevision && event.kind() == LiveEvent.Kind.VIDEO;
        if (ending || stale) {
            return;
        }
        newestRevision = event.revision();
        for (LiveEvent.Kind kind : LiveEvent.Kind.values()) {
            if (event.kind().covers(kind)) {
                waiting.remove(new About(event.id(), kind));
            }
        }
        waiting.put(new About(event.id(), event.kind()), event);
        ending = event.kind() == LiveEvent.Kind.END;
        drain(nowNanos);
    }

    synchronized void moreWanted(long nowNanos) {
        drain(nowNanos);
    }

    /** Says something if nothing was said for so long. {@code position}: up to where all was offered, or empty. */
    synchronized void beat(long quietNanos, long nowNanos, String position) {
        if (!ended && waiting.isEmpty() && nowNanos - sentNanos >= quietNanos && sink.isReady()) {
            sentNanos = nowNanos;
            sink.beat(position);
        }
    }

    /** Whether it has taken nothing of what waits for so long. */
    synchronized boolean isStuck(long patienceNanos, long nowNanos) {
        return !ended && !waiting.isEmpty() && nowNanos - sentNanos >= patienceNanos;
    }

    synchronized void breakOff() {
        ended = true;
        waiting.clear();
        sink.breakOff();
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized void end() {
        if (!ended) {
            ended = true;
            waiting.clear();
            sink.end();
        }
    }

    private void drain(long nowNanos) {
        while (!ended && !waiting.isEmpty() && sink.isReady()) {
            sentNanos = nowNanos;
            Iterator<LiveEvent> next = waiting.values().iterator();
            LiveEvent event = next.next();
            next.remove();
            sink.send(event);
        }
        if (ending && waiting.isEmpty()) {
            end();
        }
    }
}
