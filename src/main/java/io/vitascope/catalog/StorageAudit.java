package io.vitascope.catalog;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Unfinished;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Compares what lies in the store with what is known: mark and sweep.
 *
 * <p>An orphan is a video's folder of blobs that belongs to no video and no upload, and in which nothing was put for
 * {@code vitascope.catalog.orphan-grace}, so that whatever is on its way is left alone. A stray is what somebody has
 * begun to bring in parts and never ended, which a crash leaves. A missing one is a video whose source is not there.
 * Memory: one entry per folder. Threads: safe for all; blocks as long as listing the store takes.
 */
@Singleton
final class StorageAudit {

    private static final Logger LOG = Logger.getLogger(StorageAudit.class);
    private static final BlobKey ALL = new BlobKey("videos");
    private static final int BATCH = 500;
    /** A blob of a video that lives may be on its way into the bucket for so long. */
    private static final Duration LONGEST_PUT = Duration.ofDays(1);

    private final VideoStore store;
    private final UploadClient uploads;
    private final BlobStore blobs;
    private final CatalogConfig config;
    private final Clock clock;

    StorageAudit(VideoStore store, UploadClient uploads, BlobStore blobs, CatalogConfig config, Clock clock) {
        this.store = store;
        this.uploads = uploads;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
    }

    /** All blobs of one video; {@code newest} is when the last of them was put. */
    record Folder(VideoId id, long count, long bytes, Instant newest, boolean hasSource) {

        Folder with(BlobInfo info) {
            Instant modified = info.lastModified();
            return new Folder(
                    id,
                    count + 1,
                    bytes + info.sizeBytes(),
                    modified.isAfter(newest) ? modified : newest,
                    hasSource || VideoBlobs.isSource(info.key()));
        }
    }

    /** {@code strangers} are blobs that can't be of any video; nobody but people removes them. */
    record Report(
            long count,
            long bytes,
            List<Folder> orphans,
            List<Unfinished> strays,
            List<VideoId> missing,
            List<String> strangers) {}

    Report report() {
        Map<String, Folder> folders = new TreeMap<>();
        List<String> strangers = new ArrayList<>();
        try (Stream<BlobInfo> found = blobs.list(ALL, strangers::add)) {
            found.forEach(info -> idOf(info.key())
                    .ifPresentOrElse(
                            id -> folders.merge(
                                    id.toString(),
                                    new Folder(id, 0, 0, Instant.EPOCH, false).with(info),
                                    (known, one) -> known.with(info)),
                            () -> strangers.add(info.key().value())));
        }
        List<VideoId> videos = store.ids();
        List<Folder> orphans = orphans(folders.values());
        List<VideoId> missing = videos.stream()
                .filter(id -> !Optional.ofNullable(folders.get(id.toString()))
                        .map(Folder::hasSource)
                        .orElse(false))
                .filter(id -> living(id)
                        .map(video -> new BlobKey(video.source().key())) // maybe another video's
                        .filter(source -> blobs.stat(source).isEmpty())
                        .isPresent())
                .toList();
        return new Report(
                folders.values().stream().mapToLong(Folder::count).sum(),
                folders.values().stream().mapToLong(Folder::bytes).sum(),
                orphans,
                strays(),
                missing,
                strangers);
    }

    private List<Unfinished> strays() {
        List<Unfinished> begun = blobs.unfinished(ALL);
        Instant now = clock.instant();
        Instant limit = now.minus(config.orphanGrace());
        List<Unfinished> strays = new ArrayList<>();
        for (int from = 0; from < begun.size(); from += BATCH) {
            List<Unfinished> batch = begun.subList(from, Math.min(begun.size(), from + BATCH));
            Set<VideoId> ids =
                    batch.stream().flatMap(one -> idOf(one.key()).stream()).collect(Collectors.toUnmodifiableSet());
            UploadClient.Known known = uploads.known(ids);
            for (Unfinished one : batch) {
                Optional<VideoId> id = idOf(one.key());
                boolean isDue = !one.begunAt().isAfter(limit)
                        && id.filter(known.open()::contains).isEmpty();
                boolean mayGrow = id.flatMap(this::living).isPresent()
                        && !VideoBlobs.isSource(one.key())
                        && one.begunAt().isAfter(now.minus(LONGEST_PUT));
                if (isDue && !mayGrow) {
                    strays.add(one);
                }
            }
        }
        return strays;
    }

    /** Removes the orphans, each after another look at the records; what was found and is gone now. */
    Report sweep() {
        Report found = report();
        List<Folder> removed = orphans(found.orphans());
        for (Folder orphan : removed) {
            blobs.deleteAll(BlobKey.ofVideo(orphan.id()));
            LOG.infof("Video %s: %d blobs that nobody knew are gone", orphan.id(), orphan.count());
        }
        List<Unfinished> aborted = strays();
        for (Unfinished stray : aborted) {
            blobs.abort(stray);
            LOG.infof("%s: what was begun at %s and never ended is gone", stray.key(), stray.begunAt());
        }
        return new Report(found.count(), found.bytes(), removed, aborted, found.missing(), found.strangers());
    }

    private List<Folder> orphans(Collection<Folder> folders) {
        Instant limit = clock.instant().minus(config.orphanGrace());
        List<Folder> old = folders.stream()
                .filter(folder -> folder.newest().isBefore(limit))
                .toList();
        List<Folder> orphans = new ArrayList<>();
        for (int from = 0; from < old.size(); from += BATCH) {
            List<Folder> batch = old.subList(from, Math.min(old.size(), from + BATCH));
            Map<VideoId, Entry> known =
                    store.entries(batch.stream().map(Folder::id).toList());
            List<Folder> unknown = batch.stream()
                    .filter(folder -> Optional.ofNullable(known.get(folder.id()))
                            .flatMap(entry -> entry.living().or(entry::trashed))
                            .isEmpty())
                    .toList();
            UploadClient.Known uploaded =
                    uploads.known(unknown.stream().map(Folder::id).toList());
            unknown.stream().filter(folder -> !uploaded.has(folder.id())).forEach(orphans::add);
        }
        return orphans;
    }

    private Optional<Video> living(VideoId id) {
        return store.find(id).flatMap(Entry::living);
    }

    private static Optional<VideoId> idOf(BlobKey key) {
        String[] parts = key.value().split("/", 3);
        try {
            return parts.length < 3 ? Optional.empty() : Optional.of(VideoId.parse(parts[1]));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
