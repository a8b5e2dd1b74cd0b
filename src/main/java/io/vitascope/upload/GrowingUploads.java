package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * How far uploads are that come in several requests, by their records and by the files that grow on scratch disk.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError}; exceptions of
 * the Redis client when Redis is away.
 */
@Singleton
final class GrowingUploads {

    private static final Logger LOG = Logger.getLogger(GrowingUploads.class);

    private final UploadStore store;
    private final LateForces lateForces;
    private final BlobStore blobs;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final Clock clock;

    GrowingUploads(
            UploadStore store,
            LateForces lateForces,
            BlobStore blobs,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock) {
        this.store = store;
        this.lateForces = lateForces;
        this.blobs = blobs;
        this.growingFiles = growingFiles;
        this.config = config;
        this.clock = clock;
    }

    /** The record of an upload that is on its way or a video; any other is refused with what has become of it. */
    UploadRecord require(VideoId id) {
        UploadRecord record = store.find(id)
                .filter(found -> found.resumable() != null || found.ending() != null)
                .orElseThrow(() -> Uploads.notFound(id.toString()));
        return switch (record.state()) {
            case OPEN, COMPLETED -> record;
            case ABANDONED, GONE -> throw gone(id, record);
        };
    }

    /**
     * The record, brought down to what the disk holds if that is less: a power cut takes what was not forced, and a
     * Redis that lost its last second may not know that a file has been moved. Only for whoever is the writer.
     */
    UploadRecord settled(VideoId id) {
        UploadRecord record = lateForces.awaited(id, () -> require(id));
        Optional<Resumable> growing = record.growing();
        if (growing.isEmpty()) {
            return record;
        }
        Resumable resumable = growing.get();
        long presentBytes = Math.min(presentBytes(id, resumable), lateForces.certainBytes(resumable));
        if (presentBytes >= resumable.offsetBytes()) {
            return record;
        }
        LOG.warnf("Upload %s: %d of %d bytes are there", id, presentBytes, resumable.offsetBytes());
        blobs.forgetAhead(Upload.source(id));
        store.advance(id, resumable.offsetBytes(), presentBytes, deadline(resumable, presentBytes, -1));
        return require(id);
    }

    private long presentBytes(VideoId id, Resumable resumable) {
        try {
            return Files.size(growingFiles.of(id));
        } catch (NoSuchFileException e) {
            return resumable.isFull()
                    ? blobs.stat(Upload.source(id))
                            .map(blob -> blob.sizeBytes())
                            .orElse(0L)
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Until when an upload is waited for that has {@code offsetBytes}: one that is all here, which it is with {@code
     * examinedAtBytes}, or is fetched, is this server's work; any other waits for its client.
     */
    Instant deadline(Resumable resumable, long offsetBytes, long examinedAtBytes) {
        boolean ours = resumable.origin() != null || offsetBytes == examinedAtBytes;
        return clock.instant().plus(ours ? config.patience() : config.expiry());
    }

    static ProblemException gone(VideoId id, UploadRecord record) {
        Ending ending = record.ending() == null ? Ending.LOST : record.ending();
        return new ProblemException(
                UploadError.GONE, "Upload " + id + " is gone. " + ending.detail(), Map.of("reason", ending.code()));
    }
}
