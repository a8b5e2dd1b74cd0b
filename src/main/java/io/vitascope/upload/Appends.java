package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.upload.Resumable.Kind;
import io.vitascope.upload.Resumable.Unforced;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/**
 * Takes the bytes of resumable uploads: any process takes the next ones, one at a time does, and the offset that a
 * client is told never exceeds what has been written.
 *
 * <p>Threads: safe for all worker threads. Errors: as {@link ResumableUploads}.
 */
@Singleton
final class Appends {

    private final Uploads uploads;
    private final UploadLimits limits;
    private final UploadStore store;
    private final GrowingUploads growing;
    private final GrowingFiles growingFiles;
    private final Writers writers;
    private final Completion completion;
    private final RunningHashes hashes;
    private final LateForces lateForces;
    private final BlobStore blobs;
    private final UploadConfig config;
    private final Clock clock;

    Appends(
            Uploads uploads,
            UploadLimits limits,
            UploadStore store,
            GrowingUploads growing,
            GrowingFiles growingFiles,
            Writers writers,
            Completion completion,
            RunningHashes hashes,
            LateForces lateForces,
            BlobStore blobs,
            UploadConfig config,
            Clock clock) {
        this.uploads = uploads;
        this.limits = limits;
        this.store = store;
        this.growing = growing;
        this.growingFiles = growingFiles;
        this.writers = writers;
        this.completion = completion;
        this.hashes = hashes;
        this.lateForces = lateForces;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
    }

    /** As {@link #append}, of an upload that only this request knows: without its answer nothing of it remains. */
    Progress appendFirst(VideoId id, Chunk chunk) {
        return uploads.orNothing(id, () -> append(id, chunk));
    }

    /** Takes the bytes of one request; those of the last one make a video. */
    Progress append(VideoId id, Chunk chunk) {
        limits.enter();
        try (Writer writer = writers.take(id, chunk.hangUp())) {
            UploadRecord record = growing.settled(id);
            Progress progress = Progress.of(id, record);
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
            return completion.completeIfDue(writer, growing.require(id));
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
            Incoming incoming = Incoming.from(
                    chunk.offsetBytes(), id, growingFiles.of(id), hash, limits.maxBytes(), limits.space(), append);
            append.receive(incoming);
            hashes.put(id, hash);
        } catch (ProblemException e) {
            hashes.put(id, hash.hashedBytes() == append.countedBytes() ? hash : before);
            throw e;
        } catch (UncheckedIOException e) {
            lateForces.failed(id, clock.instant(), e);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (append.isUnforced()) {
                lateForces.begin(id, growingFiles.of(id), append.countedBytes());
            }
        }
    }

    private Resumable declared(VideoId id, UploadRecord record, Chunk chunk) {
        Resumable resumable = record.growing().orElseThrow(() -> GrowingUploads.gone(id, record));
        if (chunk.uploadBytes().isEmpty()) {
            return resumable;
        }
        long length = chunk.uploadBytes().getAsLong();
        limits.requireLength(chunk.uploadBytes());
        if (length < resumable.offsetBytes()) {
            throw lengthMismatch(id, resumable.offsetBytes() + " bytes have come already", length);
        }
        UploadRecord after = store.declare(id, length).orElseThrow(() -> Uploads.notFound(id.toString()));
        Resumable told = after.growing().orElseThrow(() -> GrowingUploads.gone(id, after));
        if (told.lengthBytes() != length) {
            throw lengthMismatch(id, "its length is " + told.lengthBytes() + " bytes", length);
        }
        return told;
    }

    private static void requireTaking(VideoId id, Resumable resumable) {
        if (resumable.kind() == Kind.FINAL) {
            throw new ProblemException(
                    UploadError.FINAL_UPLOAD, "Upload " + id + " is put together of others; it takes no bytes itself.");
        }
        if (resumable.direct() != null) {
            throw new ProblemException(
                    UploadError.DIRECT_UPLOAD,
                    "The bytes of upload " + id + " go to the store in parts: "
                            + Addresses.ofDirectUpload(id.toString()) + " has their addresses.");
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
            boolean counted = store.advance(
                    id, fromBytes, toBytes, unforced, growing.deadline(resumable, toBytes, examinedAtBytes));
            if (counted && resumable.kind() == Kind.WHOLE) {
                blobs.ahead(Upload.source(id), growingFiles.of(id), toBytes);
            }
            return counted;
        }

        @Override
        public ProblemException moved() {
            long offset = store.find(id)
                    .flatMap(UploadRecord::growing)
                    .map(Resumable::offsetBytes)
                    .orElseThrow(() -> new ProblemException(
                            UploadError.GONE, "Upload " + id + " was deleted while its bytes arrived."));
            return new ProblemException(
                    UploadError.OFFSET_MISMATCH,
                    "The disk has refused bytes of upload " + id + "; it goes on at " + offset + ".",
                    Map.of("expected_offset", offset));
        }
    }
}
