package io.vitascope.upload;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.LocalFiles;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The end of a resumable upload: its bytes are all here, so it becomes a video or is refused. Whatever dies on the way,
 * doing it again goes on where the disk says.
 *
 * <p>Threads: safe for all worker threads; for one upload only its {@link Writer} may call.
 */
@Singleton
final class Completion {

    private final Uploads uploads;
    private final GrowingUploads growing;
    private final UploadStore store;
    private final Concatenation concatenation;
    private final RunningHashes hashes;
    private final LocalFiles files;
    private final GrowingFiles growingFiles;

    Completion(
            Uploads uploads,
            GrowingUploads growing,
            UploadStore store,
            Concatenation concatenation,
            RunningHashes hashes,
            LocalFiles files,
            GrowingFiles growingFiles) {
        this.uploads = uploads;
        this.growing = growing;
        this.store = store;
        this.concatenation = concatenation;
        this.hashes = hashes;
        this.files = files;
        this.growingFiles = growingFiles;
    }

    /**
     * Makes a video of an upload whose bytes are all here; how far it is then.
     *
     * @throws ProblemException when the file is refused, and then nothing of it is left; or when nobody can say now
     */
    Progress completeIfDue(Writer writer, UploadRecord record) {
        VideoId id = writer.id();
        if (!record.isDue()) {
            return Progress.of(id, record);
        }
        Resumable resumable = record.growing().orElseThrow();
        Upload upload = complete(writer, resumable);
        return new Progress(id, resumable.at(upload.sizeBytes()), record.deadline(), Optional.of(upload));
    }

    private Upload complete(Writer writer, Resumable resumable) {
        VideoId id = writer.id();
        try {
            Resumable whole = resumable.isFull()
                    ? resumable
                    : uploads.keepingAlive(id, () -> concatenation.assemble(writer, resumable));
            Upload upload = examine(id, whole);
            if (!uploads.complete(id, upload)) {
                throw new ProblemException(UploadError.GONE, "Upload " + id + " was deleted while it was examined.");
            }
            uploads.completed(upload);
            forgetParts(id, resumable);
            return upload;
        } catch (UncheckedIOException e) {
            requireOurs(writer);
            throw e;
        } catch (ProblemException e) {
            requireOurs(writer);
            if (e.code().kind() == ErrorCode.Kind.UNPROCESSABLE || e.code() == UploadError.QUOTA) {
                uploads.discard(id, Ending.refused(e));
                forgetParts(id, resumable);
            }
            throw e;
        }
    }

    /**
     * A process that stood still, or an upload that its client has deleted: the file was moved or removed under the
     * examination, which then has nothing to say about it.
     */
    private void requireOurs(Writer writer) {
        writer.requireLease();
        growing.require(writer.id());
    }

    private Upload examine(VideoId id, Resumable whole) {
        long length = whole.lengthBytes();
        UploadLimits.requireBytes(length);
        Path file = growingFiles.of(id);
        if (Files.exists(file)) {
            return examine(id, whole, file);
        }
        Optional<LocalFiles.Lent> source = uploads.keepingAlive(id, () -> files.lend(Upload.source(id)));
        try (LocalFiles.Lent put = source.orElse(null)) {
            return examine(id, whole, put == null ? file : put.path());
        }
    }

    private Upload examine(VideoId id, Resumable whole, Path file) {
        long length = whole.lengthBytes();
        RunningHash hash = hashes.take(id, length);
        hashes.put(id, hash.copy()); // for another try, if nobody can examine the file now
        Upload upload = uploads.examine(
                id,
                file,
                length,
                () -> hash.end(file, length),
                TusMetadata.parse(whole.metadata()).caption());
        hashes.forget(id);
        return upload;
    }

    /** The parts of a file that was put together have no life of their own; those that another file has got are its. */
    void forgetParts(VideoId id, Resumable resumable) {
        resumable.parts().stream()
                .map(VideoId::parse)
                .filter(part -> store.isPartOf(part, id))
                .forEach(part -> uploads.discard(part, Ending.usedBy(id)));
    }
}
