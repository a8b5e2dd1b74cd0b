package io.vitascope.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.vitascope.kernel.VideoId;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The one source of everybody who watches videos through this process: reads what has changed, and how far the videos
 * that somebody watches have come, once for all watchers. Without watchers it reads nothing.
 *
 * <p>Nothing of it is kept here: changes are in {@link VideoChanges}, progress is asked of the processing room.
 *
 * <p>Threads: one that reads and tells; the other methods are safe for all worker threads.
 */
@Singleton
final class LiveFeed {

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);

    private static final VideoId NOBODY = new VideoId(new UUID(0, 0));
    private static final int BATCH = 200;
    private static final int MOST_AT_ONCE = 100;
    /** Everybody waits while one is told what he has missed; who has missed more had better read his lists again. */
    private static final int MOST_MISSED = 500;

    private static final long QUIET_NANOS = Duration.ofSeconds(15).toNanos();
    /** A client that takes nothing for so long is gone, or had better come again. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Catalog catalog;
    private final LiveVideos live;
    private final VideoChanges changes;
    private final ObjectMapper json;
    private final CatalogConfig config;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("video-feed", true));
    /** Watched videos that are being processed, and what was last said of their progress. */
    private final Map<VideoId, Video> working = new LinkedHashMap<>();

    private final Map<VideoId, String> said = new HashMap<>();
    private String position = "";
    private boolean begun;
    private boolean away;

    LiveFeed(Catalog catalog, LiveVideos live, VideoChanges changes, ObjectMapper json, CatalogConfig config) {
        this.catalog = catalog;
        this.live = live;
        this.changes = changes;
        this.json = json;
        this.config = config;
    }

    void stop(@Observes ShutdownEvent event) {
        turns.shutdownNow();
        watchers.forEach(Watcher::end);
    }

    /** Begins with the video as it is. It ends when the video is ready, has failed or is deleted, by now perhaps. */
    void watch(VideoId id, Watcher watcher) {
        add(watcher);
        Optional<Video> now = catalog.find(id);
        tell(watcher, event(id, now, ""));
        now.ifPresentOrElse(video -> endIfOver(watcher, video), () -> endIfAlone(watcher, id, 0));
        synchronized (this) {
            now.ifPresent(this::noteWork);
        }
    }

    /**
     * Begins with the videos that have changed since {@code last}, a position; or without one, with those that are
     * being processed. Never ends by itself.
     */
    synchronized void watchAll(Watcher watcher, Optional<String> last) {
        add(watcher);
        String now = changes.last();
        if (last.isPresent()) {
            missed(last.get())
                    .ifPresentOrElse(
                            missed -> tell(watcher, missed),
                            () -> tell(watcher, new LiveEvent(LiveEvent.Kind.RESET, NOBODY, 0, now, "{}")));
        }
        VideoQuery query = VideoQuery.parse("", Video.State.PROCESSING.word(), List.of(), 1, MOST_AT_ONCE, "");
        for (LiveVideo video : live.page(query).items()) {
            noteWork(video.video());
            tell(watcher, videoEvent(video, now));
        }
    }

    /**
     * Which videos have changed since a position, and where; empty when that is not remembered, or more than is told.
     */
    private Optional<Map<VideoId, String>> missed(String last) {
        if (!changes.reachesBackTo(last)) {
            return Optional.empty();
        }
        List<VideoChanges.Change> since = changes.after(last, MOST_MISSED + 1);
        if (since.size() > MOST_MISSED) {
            return Optional.empty();
        }
        Map<VideoId, String> missed = new LinkedHashMap<>();
        since.forEach(change -> missed.put(change.id(), change.position()));
        return Optional.of(missed);
    }

    private void tell(Watcher watcher, Map<VideoId, String> missed) {
        Map<VideoId, LiveVideo> videos = new HashMap<>();
        live.findAll(List.copyOf(missed.keySet()))
                .forEach(video -> videos.put(video.video().videoId(), video));
        missed.forEach((id, at) -> {
            LiveVideo video = videos.get(id);
            tell(watcher, video == null ? deleted(id, at) : videoEvent(video, at));
        });
    }

    void leave(Watcher watcher) {
        watchers.remove(watcher);
    }

    private synchronized void add(Watcher watcher) {
        if (!begun) {
            begun = true;
            long everyMillis = config.feedEvery().toMillis();
            turns.scheduleWithFixedDelay(this::turn, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        }
        if (watchers.isEmpty()) {
            position = changes.last();
            working.clear();
            said.clear();
        }
        watchers.add(watcher);
    }

    /** Must not throw, or it would be the last turn. */
    private void turn() {
        try {
            long now = System.nanoTime();
            for (Watcher watcher : watchers) {
                watcher.beat(QUIET_NANOS, now);
                if (watcher.isStuck(PATIENCE_NANOS, now)) {
                    watcher.breakOff();
                }
                if (watcher.hasEnded()) {
                    watchers.remove(watcher);
                }
            }
            if (!watchers.isEmpty()) {
                tellChanges();
                tellProgress();
            }
            away = false;
        } catch (RuntimeException failure) {
            if (!away) {
                LOG.warnf("Those who watch videos wait: %s", failure.getMessage());
            }
            away = true;
        }
    }

    private synchronized void tellChanges() {
        List<VideoChanges.Change> news = changes.after(position, BATCH);
        Map<VideoId, String> newest = new LinkedHashMap<>();
        news.forEach(change -> newest.put(change.id(), change.position()));
        newest.forEach((id, at) -> {
            if (watchers.stream().anyMatch(watcher -> watcher.watches(id))) {
                tellAll(id, at);
            }
        });
        if (!news.isEmpty()) {
            position = news.get(news.size() - 1).position();
        }
    }

    private void tellAll(VideoId id, String at) {
        Optional<Video> video = catalog.find(id);
        LiveEvent event = event(id, video, at);
        video.ifPresentOrElse(this::noteWork, () -> working.remove(id));
        for (Watcher watcher : watchers) {
            if (watcher.watches(id)) {
                tell(watcher, event);
                video.ifPresentOrElse(now -> endIfOver(watcher, now), () -> endIfAlone(watcher, id, 0));
            }
        }
    }

    private synchronized void tellProgress() {
        working.keySet().removeIf(id -> watchers.stream().noneMatch(watcher -> watcher.watches(id)));
        said.keySet().retainAll(working.keySet());
        for (LiveVideo video : live.progress(List.copyOf(working.values()))) {
            VideoId id = video.video().videoId();
            String body = write(ProgressJson.of(video));
            if (!body.equals(said.put(id, body))) {
                LiveEvent event =
                        new LiveEvent(LiveEvent.Kind.PROGRESS, id, video.video().revision(), "", body);
                watchers.stream().filter(watcher -> watcher.watches(id)).forEach(watcher -> tell(watcher, event));
            }
        }
    }

    private void noteWork(Video video) {
        if (video.state() == Video.State.PROCESSING) {
            working.put(video.videoId(), video);
        } else {
            working.remove(video.videoId());
        }
    }

    private LiveEvent event(VideoId id, Optional<Video> known, String at) {
        return known.map(video -> videoEvent(live.join(video), at)).orElseGet(() -> deleted(id, at));
    }

    private LiveEvent deleted(VideoId id, String at) {
        return new LiveEvent(LiveEvent.Kind.DELETED, id, 0, at, write(Map.of("id", id.toString())));
    }

    private LiveEvent videoEvent(LiveVideo video, String at) {
        return new LiveEvent(
                LiveEvent.Kind.VIDEO,
                video.video().videoId(),
                video.video().revision(),
                at,
                write(VideoJson.of(video)));
    }

    private void endIfOver(Watcher watcher, Video video) {
        if (video.state() != Video.State.PROCESSING) {
            endIfAlone(watcher, video.videoId(), video.revision());
        }
    }

    private void endIfAlone(Watcher watcher, VideoId id, long revision) {
        if (watcher.video().isPresent()) {
            String body = write(Map.of("id", id.toString()));
            tell(watcher, new LiveEvent(LiveEvent.Kind.END, id, revision, "", body));
        }
    }

    private static void tell(Watcher watcher, LiveEvent event) {
        watcher.offer(event, System.nanoTime());
    }

    private String write(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
