package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.upload.Resumable.Kind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that come in several requests, from their beginning to the video or to the end that their client wants.
 * {@link Appends} takes their bytes.
 *
 * <p>The file grows on scratch disk, which the processes share. When its last byte has come it is examined and becomes
 * a video, by the request that brought that byte; if that fails for reasons of ours, by the next one or by {@link
 * StaleUploads}. Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError};
 * exceptions of the Redis client when Redis is away.
 */
@Singleton
final class ResumableUploads {

    private static final Logger LOG = Logger.getLogger(ResumableUploads.class);
    private static final Runnable NOTHING_TO_END = () -> {};

    private final Uploads uploads;
    private final UploadLimits limits;
    private final UploadStore store;
    private final GrowingUploads growing;
    private final Writers writers;
    private final Completion completion;
    private final FinalUploads finals;
    private final RunningHashes hashes;
    private final BlobStore blobs;
    private final UploadConfig config;

    ResumableUploads(
            Uploads uploads,
            UploadLimits limits,
            UploadStore store,
            GrowingUploads growing,
            Writers writers,
            Completion completion,
            FinalUploads finals,
            RunningHashes hashes,
            BlobStore blobs,
            UploadConfig config) {
        this.uploads = uploads;
        this.limits = limits;
        this.store = store;
        this.growing = growing;
        this.writers = writers;
        this.completion = completion;
        this.finals = finals;
        this.hashes = hashes;
        this.blobs = blobs;
        this.config = config;
    }

    /** Opens an upload that has no bytes yet. {@code lengthBytes} is empty when its client does not know yet. */
    Progress create(
            Kind kind,
            OptionalLong lengthBytes,
            String metadata,
            @Nullable String client,
            IdempotencyKeys.Claim claim) {
        if (kind == Kind.WHOLE) {
            limits.requireFile(lengthBytes, metadata);
        } else {
            limits.requireLength(lengthBytes);
        }
        limits.space().require(lengthBytes.orElse(0));
        limits.requireTurn(client);
        Resumable begun = Resumable.begun(kind, lengthBytes, metadata, List.of());
        Uploads.Opened opened = uploads.open(config.expiry(), begun, client, claim);
        LOG.infof("Upload %s began, resumable, %d bytes", opened.id(), begun.lengthBytes());
        return new Progress(opened.id(), begun, opened.deadline(), Optional.empty());
    }

    /** Opens an upload whose bytes the server fetches itself. */
    Progress create(Origin origin, String metadata, @Nullable String client, IdempotencyKeys.Claim claim) {
        TusMetadata.parse(metadata).caption().check();
        limits.space().require(0);
        limits.requireTurn(client);
        Resumable begun = Resumable.imported(origin, metadata);
        Uploads.Opened opened = uploads.open(config.patience(), begun, client, claim);
        LOG.infof("Upload %s began, from %s", opened.id(), origin.shown());
        return new Progress(opened.id(), begun, opened.deadline(), Optional.empty());
    }

    /** The bytes that have come are not those of the file: it has to be fetched from its beginning. */
    void restart(VideoId id, Origin origin) {
        try (Writer writer = writers.take(id, NOTHING_TO_END)) {
            writer.requireLease();
            forgetBytes(id);
            store.fetching(id, origin, true);
        }
    }

    /** What this process remembers of the bytes of an upload: another one may have fetched other ones in their place. */
    void forgetBytes(VideoId id) {
        blobs.forgetAhead(Upload.source(id));
        hashes.forget(id);
    }

    /** Makes a video of parts, in this order. The same again leads to the same video, also after a crash. */
    Progress concatenate(List<VideoId> parts, String metadata) {
        TusMetadata.parse(metadata).caption().check();
        limits.enter();
        try {
            VideoId id = finals.of(parts, metadata);
            try (Writer writer = writers.take(id, NOTHING_TO_END)) {
                return completion.completeIfDue(writer, growing.settled(id));
            }
        } finally {
            limits.leave();
        }
    }

    /** How far an upload is. Whoever writes to it now is stopped first; a file that is all here is finished first. */
    Progress progress(VideoId id) {
        UploadRecord known = growing.require(id);
        if (known.finished().isPresent()) {
            return Progress.of(id, known);
        }
        try (Writer writer = writers.take(id, NOTHING_TO_END)) {
            return completion.completeIfDue(writer, growing.settled(id));
        }
    }

    /** Nothing of the upload remains, whoever is writing to it. */
    void terminate(VideoId id) {
        UploadRecord record = growing.require(id);
        record.finished().ifPresent(video -> {
            throw new ProblemException(
                    UploadError.COMPLETED,
                    "Upload " + id + " is a video now. To remove it, send DELETE " + Addresses.ofVideo(video.videoId())
                            + ".",
                    Map.of("video_id", video.videoId()));
        });
        if (!store.abandon(id, Ending.DELETED)) {
            throw new ProblemException(UploadError.COMPLETED, "Upload " + id + " became a video just now.");
        }
        try (Writer writer = writers.take(id, NOTHING_TO_END)) {
            uploads.discard(writer.id(), Ending.DELETED);
        } catch (ProblemException busy) {
            // It is being examined. Without its file that fails, and what it leaves the sweep removes.
            uploads.discard(id, Ending.DELETED);
        }
        if (record.resumable() != null) {
            completion.forgetParts(id, record.resumable());
        }
        hashes.forget(id);
        LOG.infof("Upload %s was deleted by its client", id);
    }

    /** A file that is all here becomes a video, unless somebody is about to do that. */
    void finish(VideoId id) {
        Optional<Writer> free = writers.tryTake(id, NOTHING_TO_END);
        if (free.isEmpty()) {
            return;
        }
        try (Writer writer = free.get()) {
            completion.completeIfDue(writer, growing.settled(id));
        } catch (ProblemException e) {
            LOG.infof("Upload %s is not finished: %s", id, e.getMessage());
        }
    }
}
