package io.vitascope.processing;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Thumbnails at any time and width, made once and kept beside the video.
 *
 * <p>Bounded: times are rounded to {@value #STEP_US} µs and widths to multiples of {@value #STEP_WIDTH}, so that nobody
 * can fill the disk by counting. Threads: safe for all worker threads.
 */
@Singleton
final class Pictures {

    static final int DEFAULT_WIDTH = 640;

    private static final long STEP_US = 100_000;
    private static final int STEP_WIDTH = 16;
    private static final int MAX_WIDTH = 3_840;

    private final JobStore store;
    private final UploadsClient uploads;
    private final QuickLooks looks;
    private final BlobStore blobs;
    private final Scratch scratch;

    Pictures(JobStore store, UploadsClient uploads, QuickLooks looks, BlobStore blobs, Scratch scratch) {
        this.store = store;
        this.uploads = uploads;
        this.looks = looks;
        this.blobs = blobs;
        this.scratch = scratch;
    }

    /** Where the picture lies, what it holds, and the time that it shows. */
    record Picture(BlobKey key, byte[] jpeg, long timeUs) {}

    /** {@code width} in pixels, 0 for the default; without a time, one second in. */
    Picture at(VideoId id, OptionalLong timeUs, int width) {
        long roundedUs = Math.max(0, timeUs.orElse(1_000_000)) / STEP_US * STEP_US;
        int roundedWidth = round(width == 0 ? DEFAULT_WIDTH : width);
        BlobKey key = BlobKey.ofVideo(id).child("thumbnails/" + roundedUs / 1_000 + "-" + roundedWidth + ".jpg");
        Optional<byte[]> kept = read(key);
        if (kept.isEmpty()) {
            make(id, roundedUs, roundedWidth, key);
        }
        byte[] jpeg = kept.or(() -> read(key)).orElseThrow(() -> noSource(id));
        return new Picture(key, jpeg, roundedUs);
    }

    private void make(VideoId id, long timeUs, int width, BlobKey key) {
        Path source = source(id).flatMap(blobs::file).orElseThrow(() -> noSource(id));
        String name = "thumbnail-" + UUID.randomUUID() + ".jpg";
        try {
            Path target = scratch.file(name);
            looks.snapshot(source, timeUs, width, target);
            blobs.put(key, target);
        } finally {
            scratch.delete(name);
        }
        // The video may have been deleted meanwhile; then its reaper may have come before this picture.
        if (isForgotten(id)) {
            blobs.delete(key);
        }
    }

    private Optional<BlobKey> source(VideoId id) {
        if (isForgotten(id)) {
            return Optional.empty();
        }
        return store.find(id).map(job -> new BlobKey(job.wish().sourceKey())).or(() -> uploads.source(id));
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

    private static int round(int width) {
        int clamped = Math.min(MAX_WIDTH, Math.max(STEP_WIDTH, width));
        return (clamped + STEP_WIDTH - 1) / STEP_WIDTH * STEP_WIDTH;
    }

    private static ProblemException noSource(VideoId id) {
        return new ProblemException(ProcessingError.UNKNOWN_VIDEO, "There is no finished upload for video " + id + ".");
    }
}
