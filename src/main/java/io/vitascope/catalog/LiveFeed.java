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
import java.util.HashSet;
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
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The one source of everybody who watches videos through this process: reads what has changed, and how far the videos
 * that somebody watches have come, once for all watchers. Without watchers it reads nothing.
 *
 * <p>Nothing of it is kept here: changes are in {@link VideoChanges}, progress is asked of the processing room.
 *
 * <p>Threads: one that reads and tells; what has no other remark is confined to it, so that nobody is told an older
 * state after a newer one. The methods that are not private are safe for all threads, and read nothing themselves.
 */
@Singleton
final class LiveFeed {

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);

    private static final VideoId NOBODY = new VideoId(new UUID(0, 0));
    private static final int BATCH = 200;
    private static final int MOST_AT_ONCE = 100;

    private static final long QUIET_NANOS = Duration.ofSeconds(15).toNanos();
    /** A client that takes nothing for so long is gone, or had better come again. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final LiveVideos live;
    private final VideoChanges changes;
    private final ObjectMapper json;
    private final CatalogConfig config;
    private final WatchedProgress progress;
    /** Left from any thread. */
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    /** Those who have been told nothing yet; added to and left from any thread. */
    private final Queue<Newcomer> newcomers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean begun = new AtomicBoolean();
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("video-feed", true));
    /** All changes up to here have been told to all watchers. */
    private String position = "";

    private boolean away;

    LiveFeed(LiveVideos live, VideoChanges changes, ObjectMapper json, CatalogConfig config) {
        this.live = live;
        this.changes = changes;
        this.json = json;
        this.config = config;
        this.progress = new WatchedProgress(live, json);
    }

    void stop(@Observes ShutdownEvent event) {
        turns.shutdownNow();
        watchers.forEach(Watcher::end);
        newcomers.forEach(newcomer -> newcomer.watcher().end());
    }

    /** Somebody who has been told nothing yet; {@code last} is what he was told last, if he was here before. */
    private record Newcomer(Watcher watcher, Optional<String> last) {}

    /** The position of the newest change, told or not. */
    String latest() {
        return changes.last();
    }

    /**
     * Begins within a turn. Who watches one video hears how it is, and the end when it is ready, has failed or is
     * deleted, by now perhaps. Who watches all hears of the videos that have changed since {@code last}, a position, of
     * those that are being processed, and how far that reaches; it never ends by itself.
     */
    void watch(Watcher watcher, Optional<String> last) {
        newcomers.add(new Newcomer(watcher, last));
        if (begun.compareAndSet(false, true)) {
            long everyMillis = config.feedEvery().toMillis();
            turns.scheduleWithFixedDelay(this::turn, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        }
    }

    void leave(Watcher watcher) {
        newcomers.removeIf(newcomer -> newcomer.watcher() == watcher);
        watchers.remove(watcher);
    }

    /** Must not throw, or it would be the last turn. */
    private void turn() {
        try {
            long now = System.nanoTime();
            for (Watcher watcher : watchers) {
                watcher.beat(QUIET_NANOS, now, watcher.video().isPresent() ? "" : position);
                if (watcher.isStuck(PATIENCE_NANOS, now)) {
                    watcher.breakOff();
                }
                if (watcher.hasEnded()) {
                    watchers.remove(watcher);
                }
            }
            greet(List.copyOf(newcomers));
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

    /**
     * Tells all who have come since the last turn how things are, of one reading. Changes are read first, so that none
     * can be between what they are told here and what they will be told.
     */
    private void greet(List<Newcomer> all) {
        if (all.isEmpty()) {
            return;
        }
        List<Newcomer> ofAll = all.stream()
                .filter(newcomer -> newcomer.watcher().video().isEmpty())
                .toList();
        List<VideoChanges.Change> known = changes.newest(ofAll.isEmpty() ? 1 : Missed.MOST + 1);
        String now = known.isEmpty()
                ? VideoChanges.START
                : known.get(known.size() - 1).position();
        if (watchers.isEmpty()) {
            position = now;
            progress.clear();
        }
        Map<VideoId, LiveVideo> single = read(all.stream()
                .flatMap(newcomer -> newcomer.watcher().video().stream())
                .collect(Collectors.toSet()));
        Welcome welcome = ofAll.isEmpty() ? Welcome.NONE : welcome(ofAll, known, now);
        for (Newcomer newcomer : all) {
            Watcher watcher = newcomer.watcher();
            watchers.add(watcher);
            if (!newcomers.remove(newcomer)) {
                watchers.remove(watcher); // it has left meanwhile
            }
            watcher.video()
                    .ifPresentOrElse(
                            id -> tell(List.of(watcher), id, Optional.ofNullable(single.get(id)), ""),
                            () -> welcome.of(newcomer.last()).forEach(event -> tell(watcher, event)));
        }
    }

    /** What those hear who begin to watch all, by what they were told last. */
    private record Welcome(Map<Optional<String>, List<LiveEvent>> missed, List<LiveEvent> underWay) {

        static final Welcome NONE = new Welcome(Map.of(), List.of());

        Stream<LiveEvent> of(Optional<String> last) {
            return Stream.concat(missed.getOrDefault(last, List.of()).stream(), underWay.stream());
        }
    }

    private Welcome welcome(List<Newcomer> ofAll, List<VideoChanges.Change> known, String now) {
        Map<Optional<String>, Optional<Map<VideoId, String>>> missed = new HashMap<>();
        ofAll.forEach(newcomer -> missed.computeIfAbsent(newcomer.last(), last -> Missed.since(last, known)));
        Map<VideoId, LiveVideo> changed = read(missed.values().stream()
                .flatMap(Optional::stream)
                .flatMap(one -> one.keySet().stream())
                .collect(Collectors.toSet()));
        Map<VideoId, String> newest = Missed.newest(known);
        Map<VideoId, LiveEvent> news = new HashMap<>();
        newest.forEach((id, at) -> news.put(id, event(id, Optional.ofNullable(changed.get(id)), at)));
        LiveEvent reset = new LiveEvent(LiveEvent.Kind.RESET, NOBODY, 0, now, "{}");
        Map<Optional<String>, List<LiveEvent>> told = new HashMap<>();
        missed.forEach((last, ids) -> told.put(
                last,
                ids.map(some -> some.keySet().stream()
                                .flatMap(id -> Stream.ofNullable(news.get(id)))
                                .toList())
                        .orElse(List.of(reset))));
        VideoQuery query = VideoQuery.parse("", Video.State.PROCESSING.word(), List.of(), 1, MOST_AT_ONCE, "");
        Stream<LiveEvent> underWay = live.page(query).items().stream().map(video -> videoEvent(video, now));
        LiveEvent here = new LiveEvent(LiveEvent.Kind.POSITION, NOBODY, 0, now, "");
        return new Welcome(told, Stream.concat(underWay, Stream.of(here)).toList());
    }

    private Map<VideoId, LiveVideo> read(Set<VideoId> ids) {
        Map<VideoId, LiveVideo> found = new LinkedHashMap<>();
        live.findAll(List.copyOf(ids)).forEach(video -> found.put(video.video().videoId(), video));
        return found;
    }

    private void tellChanges() {
        List<VideoChanges.Change> news = changes.after(position, BATCH);
        if (news.isEmpty()) {
            return;
        }
        Map<VideoId, String> newest = Missed.newest(news);
        Set<VideoId> watched = new LinkedHashSet<>(newest.keySet());
        watched.removeIf(id -> watchers.stream().noneMatch(watcher -> watcher.watches(id)));
        Map<VideoId, LiveVideo> found = read(watched);
        watched.forEach(id -> {
            Optional<LiveVideo> video = Optional.ofNullable(found.get(id));
            video.ifPresentOrElse(now -> progress.note(now.video()), () -> progress.forget(id));
            List<Watcher> its =
                    watchers.stream().filter(watcher -> watcher.watches(id)).toList();
            tell(its, id, video, newest.getOrDefault(id, ""));
        });
        position = news.get(news.size() - 1).position();
    }

    private void tell(List<Watcher> its, VideoId id, Optional<LiveVideo> video, String at) {
        LiveEvent event = event(id, video, at);
        boolean over = video.filter(now -> now.video().state() == Video.State.PROCESSING)
                .isEmpty();
        for (Watcher watcher : its) {
            tell(watcher, event);
            if (over && watcher.video().isPresent()) {
                String body = write(Map.of("id", id.toString()));
                tell(watcher, new LiveEvent(LiveEvent.Kind.END, id, event.revision(), "", body));
            }
        }
    }

    private void tellProgress() {
        Set<VideoId> single = new HashSet<>();
        watchers.forEach(watcher -> watcher.video().ifPresent(single::add));
        boolean all = watchers.stream().anyMatch(watcher -> watcher.video().isEmpty());
        for (LiveEvent event : progress.news(all, single)) {
            watchers.stream().filter(watcher -> watcher.watches(event.id())).forEach(watcher -> tell(watcher, event));
        }
    }

    private LiveEvent event(VideoId id, Optional<LiveVideo> known, String at) {
        return known.map(video -> videoEvent(video, at))
                .orElseGet(() -> new LiveEvent(LiveEvent.Kind.DELETED, id, 0, at, write(Map.of("id", id.toString()))));
    }

    private LiveEvent videoEvent(LiveVideo video, String at) {
        return new LiveEvent(
                LiveEvent.Kind.VIDEO,
                video.video().videoId(),
                video.video().revision(),
                at,
                write(VideoJson.of(video)));
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
