package io.vitascope.catalog;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.Sha256;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Records;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * The rules: how a video comes into being, what it learns, how people change it, and how it goes.
 *
 * <p>Threads: blocks; safe for all worker threads, as every change is one compare-and-set. Facts are idempotent.
 */
@Singleton
final class Catalog {

    private static final Logger LOG = Logger.getLogger(Catalog.class);

    private final VideoStore store;
    private final UploadClient uploads;
    private final ProcessingClient processing;
    private final CatalogEventsPublisher events;
    private final Reaper reaper;
    private final CatalogConfig config;
    private final Clock clock;

    Catalog(
            VideoStore store,
            UploadClient uploads,
            ProcessingClient processing,
            CatalogEventsPublisher events,
            Reaper reaper,
            CatalogConfig config,
            Clock clock) {
        this.store = store;
        this.uploads = uploads;
        this.processing = processing;
        this.events = events;
        this.reaper = reaper;
        this.config = config;
        this.clock = clock;
    }

    /** There is a video, unless it was known already, or deleted before its news came. */
    Optional<Video> arrived(Arrival arrival) {
        Instant deadline = clock.instant().plus(config.processingDeadline());
        Records.Change<Entry> change = store.change(arrival.id(), (current, transaction) -> {
            if (current.isPresent()) {
                return current;
            }
            Video video = Video.arrived(arrival);
            VideoIndexes.put(transaction, Optional.empty(), video, deadline);
            events.created(transaction, video);
            return Optional.of(Entry.of(video));
        });
        return change.after().flatMap(Entry::living);
    }

    /**
     * The processing room has told something about a run. A video that is not known yet is asked for upstream; what is
     * not known there either was deleted long ago, and so is the news. News of a tombstone means that work went on, so
     * the reaper has to come again.
     */
    Optional<Video> learned(VideoId id, int generation, UnaryOperator<Run> fact) {
        find(id);
        Instant now = clock.instant();
        Records.Change<Entry> change = store.change(id, (current, transaction) -> {
            Optional<Entry> trashed = current.flatMap(known -> known.trashed()
                    .map(video -> known.with(video.learned(generation, fact).revised(video, now))));
            if (trashed.isPresent()) {
                return trashed;
            }
            Optional<Video> before = current.flatMap(Entry::living);
            if (before.isEmpty()) {
                current.ifPresent(tombstone -> Reaper.schedule(transaction, id, now));
                return current.map(tombstone -> Entry.tombstone(now));
            }
            Video after = before.get().learned(generation, fact).revised(before.get(), now);
            if (after.equals(before.get())) {
                return current;
            }
            VideoIndexes.put(transaction, before, after, now.plus(config.processingDeadline()));
            events.learned(transaction, before.get(), after);
            return Optional.of(Entry.of(after));
        });
        return change.after().flatMap(Entry::living);
    }

    /** A video that the upload room has finished and whose event is still on its way is found all the same. */
    Optional<Video> find(VideoId id) {
        Optional<Entry> entry = store.find(id);
        if (entry.isPresent()) {
            return entry.get().living();
        }
        return uploads.find(id).flatMap(this::arrived);
    }

    /** Videos whose events are still on their way are in every list from here on, as a client has its answer by now. */
    void catchUp() {
        List<VideoId> recent = uploads.recent();
        Set<VideoId> known = store.entries(recent).keySet();
        recent.stream().filter(id -> !known.contains(id)).forEach(this::find);
    }

    /** Errors: {@link CatalogError#VIDEO_NOT_FOUND}. */
    Video get(VideoId id) {
        return find(id).orElseThrow(() -> notFound(id.toString()));
    }

    /**
     * Errors: not found; {@link CatalogError#STALE_REVISION}; {@link CatalogError#TEXT_REFUSED}, {@link
     * CatalogError#CHAPTERS_REFUSED}.
     */
    Video edit(VideoId id, VideoPatch patch, Revisions expected) {
        return change(id, expected, patch::applyTo).after();
    }

    /** Another poster from now on, or with an empty key the run's again. Errors: not found; stale revision. */
    Changed poster(VideoId id, Optional<String> key, Revisions expected) {
        return change(id, expected, before -> before.withPoster(key.orElse(null)));
    }

    /** A video before and after a change. */
    record Changed(Video before, Video after) {}

    /**
     * What people change of a video. {@code edit} may be asked several times. Errors: not found, and those of {@code
     * edit}.
     */
    Changed change(VideoId id, UnaryOperator<Video> edit) {
        return change(id, Revisions.ANY, edit);
    }

    private Changed change(VideoId id, Revisions expected, UnaryOperator<Video> edit) {
        find(id);
        Instant now = clock.instant();
        Records.Change<Entry> change = store.change(id, (current, transaction) -> {
            Video before = living(current, id);
            expected.require(before.revision());
            Video after = edit.apply(before).revised(before, now);
            if (after.equals(before)) {
                return current;
            }
            VideoIndexes.put(transaction, Optional.of(before), after, now.plus(config.processingDeadline()));
            events.updated(transaction, after);
            return Optional.of(Entry.of(after));
        });
        return new Changed(living(change.before(), id), living(change.after(), id));
    }

    private static Video living(Optional<Entry> entry, VideoId id) {
        return entry.flatMap(Entry::living).orElseThrow(() -> notFound(id.toString()));
    }

    /**
     * The video is gone when this returns; its files follow within seconds. Again is a no-op as long as the tombstone
     * stands. Errors: not found for an id that never was a video; {@link CatalogError#STALE_REVISION}.
     */
    void delete(VideoId id, Revisions expected) {
        if (find(id).isEmpty() && store.find(id).isEmpty()) {
            throw notFound(id.toString());
        }
        bury(id, entry -> {
            entry.living().or(entry::trashed).ifPresent(video -> expected.require(video.revision()));
            return true;
        });
    }

    /** What is not in the trash any more, or may stay there longer by now, stays. */
    void deleteFromTrash(VideoId id) {
        Instant now = clock.instant();
        bury(id, entry -> entry.trashed().isPresent() && !now.isBefore(entry.trashedUntil()));
    }

    private void bury(VideoId id, Predicate<Entry> wanted) {
        Instant now = clock.instant();
        Records.Change<Entry> change = store.change(id, (current, transaction) -> {
            boolean something = current.map(Entry::video).isPresent();
            if (!something || !wanted.test(current.get())) {
                return current;
            }
            current.flatMap(Entry::living).ifPresent(video -> VideoIndexes.remove(transaction, video));
            Trash.clear(transaction, id);
            transaction.evenInFullMemory();
            Reaper.schedule(transaction, id, now);
            events.deleted(transaction, id);
            return Optional.of(Entry.tombstone(now));
        });
        if (!change.after().equals(change.before())) {
            LOG.infof("Video %s: deleted", id);
        }
        reaper.soon();
    }

    /**
     * The video is gone as after {@link #delete}, but all of it is kept until {@code until}, when it is deleted. Again
     * only moves that moment. Errors: as of {@link #delete}; not found also for one that is deleted already.
     */
    Video trash(VideoId id, Instant until, Revisions expected) {
        find(id);
        long views = store.views(id);
        Records.Change<Entry> change = store.change(id, (current, transaction) -> {
            Optional<Video> before = current.flatMap(Entry::living);
            Video video = before.or(() -> current.flatMap(Entry::trashed)).orElseThrow(() -> notFound(id.toString()));
            expected.require(video.revision());
            Trash.schedule(transaction, id, until);
            if (before.isPresent()) {
                VideoIndexes.remove(transaction, video);
                events.trashed(transaction, video, until);
            }
            return Optional.of(Entry.trashed(
                    video,
                    until,
                    before.isPresent()
                            ? views
                            : current.map(Entry::trashedViews).orElse(0L)));
        });
        LOG.infof("Video %s: in the trash until %s", id, until);
        return change.after().flatMap(Entry::trashed).orElseThrow(() -> notFound(id.toString()));
    }

    /**
     * Out of the trash, as if nothing had been; a no-op for a video that is not in it. Errors: not found; {@link
     * CatalogError#NOT_RESTORABLE} for one that is deleted.
     */
    Video restore(VideoId id) {
        find(id);
        Instant deadline = clock.instant().plus(config.processingDeadline());
        Records.Change<Entry> change = store.change(id, (current, transaction) -> {
            Entry known = current.orElseThrow(() -> notFound(id.toString()));
            Optional<Video> trashed = known.trashed();
            if (trashed.isPresent()) {
                Trash.clear(transaction, id);
                VideoIndexes.put(transaction, Optional.empty(), trashed.get(), deadline);
                VideoIndexes.views(transaction, id, known.trashedViews());
                events.restored(transaction, trashed.get());
                return Optional.of(Entry.of(trashed.get()));
            }
            if (known.living().isEmpty()) {
                throw new ProblemException(
                        CatalogError.NOT_RESTORABLE,
                        "The video " + id + " was deleted for good; upload it again.",
                        Map.of("video_id", id.toString()));
            }
            return current;
        });
        return living(change.after(), id);
    }

    /**
     * Has a failed video processed again, or any with {@code force}. Errors: not found; {@link
     * CatalogError#NOT_FAILED}; {@link CatalogError#SOURCE_LOST}; {@link CatalogError#NEIGHBOUR_UNAVAILABLE}.
     */
    Video retry(VideoId id, boolean force) {
        Video video = get(id);
        if (video.state() != Video.State.FAILED && !force) {
            throw new ProblemException(
                    CatalogError.NOT_FAILED,
                    "The video is " + video.state().word() + "; only a failed one is processed again, or any with"
                            + " ?force=true.",
                    Map.of("state", video.state().word()));
        }
        Job job = processing
                .process(id)
                .orElseThrow(() -> new ProblemException(
                        CatalogError.SOURCE_LOST,
                        "The file of video " + id + " is no longer known to the upload room. Upload it again."));
        // Until a worker takes it, the run that was asked for has not begun.
        int generation = job.state() == Job.State.QUEUED ? job.generation() + 1 : job.generation();
        return learned(id, generation, job::toldTo).orElseThrow(() -> notFound(id.toString()));
    }

    /** Ends the work on a video. Errors: not found; {@link CatalogError#NOT_PROCESSING}; neighbour unavailable. */
    Video cancel(VideoId id) {
        Video video = get(id);
        Job job = processing
                .cancel(id)
                .orElseThrow(() -> new ProblemException(
                        CatalogError.NOT_PROCESSING,
                        "The video is " + video.state().word() + "; there is no work to cancel.",
                        Map.of("state", video.state().word())));
        return learned(id, job.generation(), job::toldTo).orElseThrow(() -> notFound(id.toString()));
    }

    /** Whether this was a view that had not been counted yet. Errors: {@link CatalogError#VIDEO_NOT_FOUND}. */
    boolean viewed(VideoId id, String viewer) {
        VideoStore.View view = store.countView(id, anonymous(id, viewer), config.viewWindow());
        return switch (view) {
            case COUNTED -> true;
            case COUNTED_BEFORE -> false;
            case NO_SUCH_VIDEO -> throw notFound(id.toString());
        };
    }

    /** Text that is no id names no video either. Errors: {@link CatalogError#VIDEO_NOT_FOUND}. */
    static VideoId id(String text) {
        try {
            return VideoId.parse(text);
        } catch (InvalidValueException notAnId) {
            throw new ProblemException(CatalogError.VIDEO_NOT_FOUND, String.valueOf(notAnId.getMessage()));
        }
    }

    private static ProblemException notFound(String id) {
        return new ProblemException(
                CatalogError.VIDEO_NOT_FOUND,
                "There is no video with the id " + id
                        + ". It may have been deleted, or its upload may not be finished.",
                Map.of("video_id", id));
    }

    /** Viewers of two videos can't be matched, and nothing tells who they are. */
    private static String anonymous(VideoId id, String viewer) {
        return Sha256.hex(id + "\n" + viewer, 16);
    }
}
