package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import io.vitascope.upload.Resumable.Kind;
import io.vitascope.upload.Resumable.Unforced;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rules of uploads that come in several requests: any process takes the next bytes, one at a time does, and the
 * offset that a client is told never exceeds what has been written.
 *
 * <p>The file grows on scratch disk, which the processes share. When its last byte has come it is examined and becomes a
 * video, by the request that brought that byte; if that fails for reasons of ours, by the next one or by {@link
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
    private final Writers writers;
    private final Completion completion;
    private final FinalUploads finals;
    private final RunningHashes hashes;
    private final LateForces lateForces;
    private final BlobStore blobs;
    private final Scratch scratch;
    private final UploadConfig config;
    private final Clock clock;

    ResumableUploads(
            Uploads uploads,
            UploadLimits limits,
            UploadStore store,
            Writers writers,
            Completion completion,
            FinalUploads finals,
            RunningHashes hashes,
            LateForces lateForces,
            BlobStore blobs,
            Scratch scratch,
            UploadConfig config,
            Clock clock) {
        this.uploads = uploads;
        this.limits = limits;
        this.store = store;
        this.writers = writers;
        this.completion = completion;
        this.finals = finals;
        this.hashes = hashes;
        this.lateForces = lateForces;
        this.blobs = blobs;
        this.scratch = scratch;
        this.config = config;
        this.clock = clock;
    }

    /** An upload as its client sees it; {@code expiresAt} counts until there is a video. */
    record Progress(VideoId id, Resumable resumable, Instant expiresAt, Optional<Upload> video) {}

    /** Opens an upload that has no bytes yet. {@code lengthBytes} is empty when its client does not know yet. */
    Progress create(Kind kind, OptionalLong lengthBytes, String metadata, @Nullable String client) {
        if (kind == Kind.WHOLE) {
            limits.requireFile(lengthBytes, metadata);
        } else {
            limits.requireLength(lengthBytes);
        }
        limits.space().require(lengthBytes.orElse(0));
        limits.requireTurn(client);
        Instant now = clock.instant();
        VideoId id = VideoId.create(now.toEpochMilli());
        Resumable begun = Resumable.begun(kind, lengthBytes, metadata, List.of());
        store.open(id, UploadRecord.open(now, now.plus(config.expiry()), begun, client));
        LOG.infof("Upload %s began, resumable, %d bytes", id, begun.lengthBytes());
        return new Progress(id, begun, now.plus(config.expiry()), Optional.empty());
    }

    /** Opens an upload whose bytes the server fetches itself. */
    Progress create(Origin origin, String metadata, @Nullable String client) {
        TusMetadata.parse(metadata).caption().check();
        limits.space().require(0);
        limits.requireTurn(client);
        Instant now = clock.instant();
        VideoId id = VideoId.create(now.toEpochMilli());
        Resumable begun = Resumable.imported(origin, metadata);
        store.open(id, UploadRecord.open(now, now.plus(config.patience()), begun, client));
        LOG.infof("Upload %s began, from %s", id, origin.shown());
        return new Progress(id, begun, now.plus(config.patience()), Optional.empty());
    }

    /** The bytes that have come are not those of the file: it has to be fetched from its beginning. */
    void restart(VideoId id, Origin origin) {
        try (Writer writer = writers.take(id, NOTHING_TO_END)) {
            writer.requireLease();
            blobs.forgetAhead(Upload.source(id));
            hashes.forget(id);
            store.fetching(id, origin, true);
        }
    }

    /** Makes a video of parts, in this order. The same again leads to the same video, also after a crash. */
    Progress concatenate(List<VideoId> parts, String metadata) {
        TusMetadata.parse(metadata).caption().check();
        limits.enter();
        try {
            VideoId id = finals.of(parts, metadata);
            try (Writer writer = writers.take(id, NOTHING_TO_END)) {
                return finishIfDue(writer, settled(id));
            }
        } finally {
            limits.leave();
        }
    }

    /** How far an upload is. Whoever writes to it now is stopped first; a file that is all here is finished first. */
    Progress progress(VideoId id) {
        UploadRecord known = require(id);
        if (known.finished().isPresent()) {
            return of(id, known);
        }
        try (Writer writer = writers.take(id, NOTHING_TO_END)) {
            return finishIfDue(writer, settled(id));
        }
    }

    /** Takes the bytes of one request; those of the last one make a video. */
    Progress append(VideoId id, Chunk chunk) {
        limits.enter();
        try (Writer writer = writers.take(id, chunk.hangUp())) {
            UploadRecord record = settled(id);
            Progress progress = of(id, record);
            requireTaking(id, progress.resumable());
            requireOffset(id, progress.resumable().offsetBytes(), chunk.offsetBytes());
            if (record.finished().isPresent()) {
                if (chunk.contentBytes().orElse(0) > 0) {
                    throw Append.tooLong(id, chunk.offsetBytes());
                }
                return progress;
            }
            Resumable resumable = declared(id, record, chunk);
            long limitBytes = resumable.length().orElse(limits.maxBytes());
            if (chunk.contentBytes().orElse(0) > limitBytes - chunk.offsetBytes()) {
                throw Append.tooLong(id, limitBytes);
            }
            limits.space().require(chunk.contentBytes().orElse(0));
            receive(writer, chunk, limitBytes, resumable);
            writer.hasAll();
            return finishIfDue(writer, require(id));
        } finally {
            limits.leave();
        }
    }

    private void receive(Writer writer, Chunk chunk, long limitBytes, Resumable resumable) {
        VideoId id = writer.id();
        RunningHash hash = hashes.take(id, chunk.offsetBytes());
        RunningHash before = hash.copy();
        Append.Room room = new AppendRoom(id, resumable);
        Append append = new Append(writer, room, config, chunk, limitBytes, resumable.forcedBytes());
        try {
            Incoming incoming =
                    Incoming.from(chunk.offsetBytes(), id, file(id), hash, limits.maxBytes(), limits.space(), append);
            append.receive(incoming);
            hashes.put(id, hash);
        } catch (ProblemException e) {
            hashes.put(id, hash.hashedBytes() == append.countedBytes() ? hash : before);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (append.isUnforced()) {
                lateForces.begin(id, file(id), append.countedBytes());
            }
        }
    }

    private Resumable declared(VideoId id, UploadRecord record, Chunk chunk) {
        Resumable resumable = record.growing().orElseThrow(() -> gone(id, record));
        if (chunk.uploadBytes().isEmpty()) {
            return resumable;
        }
        long length = chunk.uploadBytes().getAsLong();
        limits.requireLength(chunk.uploadBytes());
        if (length < resumable.offsetBytes()) {
            throw lengthMismatch(id, resumable.offsetBytes() + " bytes have come already", length);
        }
        UploadRecord after = store.declare(id, length).orElseThrow(() -> notFound(id));
        Resumable told = after.growing().orElseThrow(() -> gone(id, after));
        if (told.lengthBytes() != length) {
            throw lengthMismatch(id, "its length is " + told.lengthBytes() + " bytes", length);
        }
        return told;
    }

    /** Nothing of the upload remains, whoever is writing to it. */
    void terminate(VideoId id) {
        UploadRecord record = require(id);
        record.finished().ifPresent(video -> {
            throw new ProblemException(
                    UploadError.COMPLETED,
                    "Upload " + id + " is a video now. To remove it, send DELETE /api/v1/videos/" + id + ".",
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
            finishIfDue(writer, settled(id));
        } catch (ProblemException e) {
            LOG.infof("Upload %s is not finished: %s", id, e.getMessage());
        }
    }

    private Progress finishIfDue(Writer writer, UploadRecord record) {
        VideoId id = writer.id();
        if (!record.isDue()) {
            return of(id, record);
        }
        Resumable resumable = record.growing().orElseThrow();
        Upload upload = completion.complete(writer, resumable);
        return new Progress(id, resumable.at(upload.sizeBytes()), record.deadline(), Optional.of(upload));
    }

    /**
     * The record, brought down to what the disk holds if that is less: a power cut takes what was not forced, and a Redis
     * that lost its last second may not know that a file has been moved. Only for whoever is the writer.
     */
    private UploadRecord settled(VideoId id) {
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
            return Files.size(file(id));
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

    /** A file that is all here, or is fetched, is this server's work; one that is not waits for its client. */
    private Instant deadline(Resumable resumable, long offsetBytes, long examinedAtBytes) {
        boolean ours = resumable.origin() != null || offsetBytes == examinedAtBytes;
        return clock.instant().plus(ours ? config.patience() : config.expiry());
    }

    private Path file(VideoId id) {
        return scratch.file(Uploads.SCRATCH_PREFIX + id);
    }

    private UploadRecord require(VideoId id) {
        UploadRecord record = store.find(id)
                .filter(found -> found.resumable() != null || found.ending() != null)
                .orElseThrow(() -> notFound(id));
        return switch (record.state()) {
            case OPEN, COMPLETED -> record;
            case ABANDONED, GONE -> throw gone(id, record);
        };
    }

    /** What the record says, right or not. */
    static Progress of(VideoId id, UploadRecord record) {
        Resumable resumable = record.resumable();
        if (resumable == null) {
            throw notFound(id);
        }
        return new Progress(id, resumable, record.deadline(), record.finished());
    }

    private static void requireTaking(VideoId id, Resumable resumable) {
        if (resumable.kind() == Kind.FINAL) {
            throw new ProblemException(
                    UploadError.FINAL_UPLOAD, "Upload " + id + " is put together of others; it takes no bytes itself.");
        }
        if (resumable.direct() != null) {
            throw new ProblemException(
                    UploadError.DIRECT_UPLOAD,
                    "The bytes of upload " + id + " go to the store in parts: /api/v1/direct-uploads/" + id
                            + " has their addresses.");
        }
    }

    private static void requireOffset(VideoId id, long expected, long offsetBytes) {
        if (offsetBytes != expected) {
            throw new ProblemException(
                    UploadError.OFFSET_MISMATCH,
                    "Upload " + id + " has " + expected + " bytes, and these begin at " + offsetBytes + ".",
                    Map.of("expected_offset", expected, "offset", offsetBytes));
        }
    }

    private static ProblemException lengthMismatch(VideoId id, String fact, long lengthBytes) {
        return new ProblemException(
                UploadError.LENGTH_MISMATCH,
                "Upload " + id + " can't have " + lengthBytes + " bytes: " + fact + ".",
                Map.of("length", lengthBytes));
    }

    static ProblemException notFound(VideoId id) {
        return new ProblemException(UploadError.NOT_FOUND, "There is no upload " + id + ". Begin a new one.");
    }

    static ProblemException gone(VideoId id, UploadRecord record) {
        Ending ending = record.ending() == null ? Ending.LOST : record.ending();
        return new ProblemException(
                UploadError.GONE, "Upload " + id + " is gone. " + ending.detail(), Map.of("reason", ending.code()));
    }

    /** What an append needs of the room. */
    private final class AppendRoom implements Append.Room {

        private final VideoId id;
        private final Resumable resumable;
        private final long examinedAtBytes;

        AppendRoom(VideoId id, Resumable resumable) {
            this.id = id;
            this.resumable = resumable;
            this.examinedAtBytes = resumable.kind() == Kind.PARTIAL ? -1 : resumable.lengthBytes();
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void arrived(int countBytes) {
            uploads.count(countBytes);
        }

        @Override
        public boolean advance(long fromBytes, long toBytes, long forcedBytes) {
            Unforced unforced = lateForces.unforced(toBytes, forcedBytes);
            boolean counted =
                    store.advance(id, fromBytes, toBytes, unforced, deadline(resumable, toBytes, examinedAtBytes));
            if (counted && resumable.kind() == Kind.WHOLE) {
                blobs.ahead(Upload.source(id), file(id), toBytes);
            }
            return counted;
        }
    }
}
