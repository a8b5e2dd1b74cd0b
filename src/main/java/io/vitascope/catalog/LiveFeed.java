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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
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
    /** Who has missed more had better read his lists again. */
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
    /** Those who watch all and have been told nothing yet. */
    private final Queue<Newcomer> newcomers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("video-feed", true));
    /** Watched videos that are being processed, and what was last said of their progress. */
    private final Map<VideoId, Video> working = new LinkedHashMap<>();

    private final Map<VideoId, String> said = new HashMap<>();
    private String position = "";
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
        newcomers.forEach(newcomer -> newcomer.watcher().end());
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
     * Begins, within a turn, with the videos that have changed since {@code last}, a position, and with those that are
     * being processed. Never ends by itself.
     */
    void watchAll(Watcher watcher, Optional<String> last) {
        newcomers.add(new Newcomer(watcher, last));
        begin();
    }

    /** Tells all who have come since the last turn how things are, of one reading. */
    private synchronized void greet() {
        List<Newcomer> all = List.copyOf(newcomers);
        if (all.isEmpty()) {
            return;
        }
        List<VideoChanges.Change> known = changes.newest(MOST_MISSED + 1);
        String now = known.isEmpty()
                ? VideoChanges.START
                : known.get(known.size() - 1).position();
        Map<Optional<String>, Optional<Set<VideoId>>> missed = new HashMap<>();
        all.forEach(newcomer -> missed.computeIfAbsent(newcomer.last(), last -> missed(known, last)));
        Set<VideoId> changed = missed.values().stream()
                .flatMap(Optional::stream)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        Map<VideoId, LiveEvent> news = newest(known, changed);
        VideoQuery query = VideoQuery.parse("", Video.State.PROCESSING.word(), List.of(), 1, MOST_AT_ONCE, "");
        List<LiveVideo> processing = live.page(query).items();
        List<LiveEvent> underWay =
                processing.stream().map(video -> videoEvent(video, now)).toList();
        LiveEvent reset = new LiveEvent(LiveEvent.Kind.RESET, NOBODY, 0, now, "{}");
        beginAnewIfAlone(now);
        processing.forEach(video -> noteWork(video.video()));
        for (Newcomer newcomer : all) {
            Watcher watcher = newcomer.watcher();
            watchers.add(watcher);
            if (!newcomers.remove(newcomer)) {
                watchers.remove(watcher); // it has left meanwhile
            }
            missed.getOrDefault(newcomer.last(), Optional.empty())
                    .ifPresentOrElse(
                            ids -> ids.forEach(
                                    id -> Optional.ofNullable(news.get(id)).ifPresent(event -> tell(watcher, event))),
                            () -> tell(watcher, reset));
            underWay.forEach(event -> tell(watcher, event));
        }
    }

    /** Which videos have changed since {@code last}; empty when that is not known any more, or too much. */
    private static Optional<Set<VideoId>> missed(List<VideoChanges.Change> known, Optional<String> last) {
        if (last.isEmpty() || known.isEmpty()) {
            return Optional.of(Set.of());
        }
        if (VideoChanges.compare(known.get(0).position(), last.get()) > 0) {
            return Optional.empty();
        }
        return Optional.of(known.stream()
                .filter(change -> VideoChanges.compare(change.position(), last.get()) > 0)
                .map(VideoChanges.Change::id)
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** How these videos are, each told with the position of its newest change. */
    private Map<VideoId, LiveEvent> newest(List<VideoChanges.Change> known, Set<VideoId> changed) {
        Map<VideoId, LiveEvent> news = new HashMap<>();
        Map<VideoId, LiveVideo> living = new HashMap<>();
        live.findAll(List.copyOf(changed))
                .forEach(video -> living.put(video.video().videoId(), video));
        known.stream().filter(change -> changed.contains(change.id())).forEach(change -> {
            VideoId id = change.id();
            LiveVideo video = living.get(id);
            news.put(id, video == null ? deleted(id, change.position()) : videoEvent(video, change.position()));
        });
        return news;
    }

    /** Somebody who has just begun to watch all; {@code last} is what he was told last, if he was here before. */
    private record Newcomer(Watcher watcher, Optional<String> last) {}

    void leave(Watcher watcher) {
        newcomers.removeIf(newcomer -> newcomer.watcher() == watcher);
        watchers.remove(watcher);
    }

    private synchronized void add(Watcher watcher) {
        begin();
        if (watchers.isEmpty()) {
            beginAnewIfAlone(changes.last());
        }
        watchers.add(watcher);
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            long everyMillis = config.feedEvery().toMillis();
            turns.scheduleWithFixedDelay(this::turn, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void beginAnewIfAlone(String now) {
        if (watchers.isEmpty()) {
            position = now;
            working.clear();
            said.clear();
        }
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
            greet();
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
