package io.vitascope.processing;

import io.vitascope.contract.processing.SnapshotOrder;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import io.vitascope.storage.Thumbnail;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Thumbnails of any moment and size, made once and kept beside the video, and posters that somebody chose.
 *
 * <p>Bounded: what the thumbnails of one video take has a limit, beyond which the oldest go, so that nobody can fill
 * the disk by counting. Threads: safe for all worker threads.
 */
@Singleton
final class Pictures {

    private static final long DISK_BLOCK_BYTES = 4_096;

    private final JobStore store;
    private final UploadsClient uploads;
    private final QuickLooks looks;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final Scratch scratch;
    private final ProcessingConfig config;

    Pictures(
            JobStore store,
            UploadsClient uploads,
            QuickLooks looks,
            BlobStore blobs,
            LocalFiles files,
            Scratch scratch,
            ProcessingConfig config) {
        this.store = store;
        this.uploads = uploads;
        this.looks = looks;
        this.blobs = blobs;
        this.files = files;
        this.scratch = scratch;
        this.config = config;
    }

    /** Where the picture lies, and what it holds. */
    record Picture(BlobKey key, byte[] content) {}

    Picture thumbnail(VideoId id, Thumbnail thumbnail) {
        BlobKey key = thumbnail.key(id);
        Optional<byte[]> kept = read(key);
        if (kept.isEmpty()) {
            BlobKey source =
                    thumbnail.picture().map(picture -> pictureOf(id, picture)).orElseGet(() -> source(id));
            make(id, source, order(thumbnail), key);
            forgetOldest(key);
        }
        byte[] content = kept.or(() -> read(key)).orElseThrow(() -> noSource(id));
        return new Picture(key, content);
    }

    /** A JPEG under a key that is used only once. */
    BlobKey posterOfMoment(VideoId id, long timeUs) {
        return poster(id, source(id), SnapshotOrder.newBuilder().setTimeUs(Math.max(0, timeUs)));
    }

    BlobKey posterOfPicture(VideoId id, BlobKey picture) {
        return poster(id, pictureOf(id, picture), SnapshotOrder.newBuilder().setOfPicture(true));
    }

    private BlobKey poster(VideoId id, BlobKey source, SnapshotOrder.Builder order) {
        BlobKey key = VideoBlobs.chosenPoster(id);
        make(id, source, order.setWidth(Thumbnail.POSTER_WIDTH).setHeight(Thumbnail.POSTER_WIDTH), key);
        return key;
    }

    private void make(VideoId id, BlobKey source, SnapshotOrder.Builder order, BlobKey key) {
        String name = scratch.brief("picture");
        try (LocalFiles.Lent lent = files.lend(source).orElseThrow(() -> noSource(id))) {
            Path target = scratch.file(name);
            long wholeUs = store.find(id).map(job -> job.output().durationUs()).orElse(0L);
            looks.snapshot(lent.path(), order.setTarget(target.toString()).setWholeUs(wholeUs));
            blobs.put(key, target);
        } finally {
            scratch.delete(name);
        }
        // The video may have been deleted meanwhile; then its reaper may have come before this picture.
        if (isForgotten(id)) {
            blobs.delete(key);
        }
    }

    private static SnapshotOrder.Builder order(Thumbnail thumbnail) {
        return SnapshotOrder.newBuilder()
                .setTimeUs(thumbnail.timeMs() * 1_000)
                .setWidth(thumbnail.width())
                .setHeight(thumbnail.height())
                .setCover(thumbnail.cover())
                .setWebp(thumbnail.webp())
                .setOfPicture(thumbnail.picture().isPresent());
    }

    /** But never the one that was just made, however large. */
    private void forgetOldest(BlobKey newest) {
        List<BlobInfo> latestFirst;
        try (Stream<BlobInfo> kept = blobs.list(newest.parent())) {
            latestFirst = kept.sorted(
                            Comparator.comparing(BlobInfo::lastModified).reversed())
                    .toList();
        }
        long bytes = 0;
        for (BlobInfo info : latestFirst) {
            bytes += Math.max(DISK_BLOCK_BYTES, info.sizeBytes());
            if (bytes > config.thumbnailsPerVideo().asLongValue() && !info.key().equals(newest)) {
                blobs.delete(info.key());
            }
        }
    }

    private BlobKey source(VideoId id) {
        if (isForgotten(id)) {
            throw noSource(id);
        }
        return store.find(id)
                .map(job -> new BlobKey(job.wish().sourceKey()))
                .or(() -> uploads.source(id))
                .orElseThrow(() -> noSource(id));
    }

    private BlobKey pictureOf(VideoId id, BlobKey picture) {
        if (!picture.value().startsWith(BlobKey.ofVideo(id) + "/")) {
            throw noSource(id);
        }
        return picture;
    }

    private boolean isForgotten(VideoId id) {
        return store.find(id).filter(job -> job.state() == Job.State.FORGOTTEN).isPresent();
    }

    private Optional<byte[]> read(BlobKey key) {
        Optional<BlobInfo> info = blobs.stat(key);
        if (info.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = blobs.open(key, ByteRange.all(info.get().sizeBytes()))
                .orElseThrow(() -> new FileNotFoundException(key.value()))) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException noSource(VideoId id) {
        return new ProblemException(ProcessingError.UNKNOWN_VIDEO, "There is no finished upload for video " + id + ".");
    }
}
