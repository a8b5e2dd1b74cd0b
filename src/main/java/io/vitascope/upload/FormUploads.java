package io.vitascope.upload;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files that come in a form, in one request, at whichever address.
 *
 * <p>Threads: safe for all worker threads; each reads its form and waits for its client. Errors: {@link
 * ProblemException} with an {@link UploadError}; exceptions of the Redis client when Redis is away.
 */
@Singleton
final class FormUploads {

    private final Uploads uploads;
    private final UploadLimits limits;
    private final IdempotencyKeys keys;
    private final BlobStore blobs;

    FormUploads(Uploads uploads, UploadLimits limits, IdempotencyKeys keys, BlobStore blobs) {
        this.uploads = uploads;
        this.limits = limits;
        this.keys = keys;
        this.blobs = blobs;
    }

    /** The video of the form, or the one that an earlier request with its key has made. */
    Upload receive(
            IncomingBody form,
            @Nullable String contentType,
            @Nullable Long contentLength,
            @Nullable String idempotencyKey,
            String client) {
        FormLength length =
                new FormLength(contentLength == null ? -1 : contentLength, MultipartForm.boundaryLength(contentType));
        return keys.once(
                IdempotencyKeys.Key.of(idempotencyKey, length),
                former -> again(former, form, contentType),
                claim -> receive(form, contentType, length, claim, client));
    }

    /**
     * What an earlier request has made, if this one says the same ahead of its file and that begins alike; all of it need
     * not travel again. Nobody waits for one that is still on its way.
     */
    private Upload again(IdempotencyKeys.Found former, IncomingBody form, @Nullable String contentType) {
        Upload upload = former.record().finished().orElseThrow(IdempotencyKeys::inUse);
        limits.enter();
        try {
            if (contentType == null || !mayBeOf(upload, MultipartForm.beginning(form, contentType))) {
                throw IdempotencyKeys.reused();
            }
            return upload;
        } finally {
            limits.leave();
        }
    }

    private boolean mayBeOf(Upload upload, MultipartForm.Beginning said) {
        return said.caption().mayBeOf(upload)
                && said.file().length == Math.min(upload.sizeBytes(), MultipartForm.FIRST_BYTES)
                && first(upload, said.file().length)
                        .map(first -> Arrays.equals(first, said.file()))
                        .orElse(true);
    }

    /** Bytes of its file; empty when that is gone. */
    private Optional<byte[]> first(Upload upload, int count) {
        Optional<InputStream> content = blobs.open(new BlobKey(upload.sourceKey()), new ByteRange(0, count));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = content.get()) {
            return Optional.of(in.readNBytes(count));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Upload receive(
            IncomingBody form,
            @Nullable String contentType,
            FormLength length,
            IdempotencyKeys.Claim claim,
            String client) {
        if (contentType == null) {
            throw new ProblemException(
                    UploadError.CONTENT_TYPE, "Send the file as multipart/form-data in a field \"video\".");
        }
        try (Incoming incoming = uploads.begin(length.bytes(), client, claim)) {
            Caption caption = MultipartForm.receive(form, contentType, incoming);
            return uploads.finish(incoming, caption);
        }
    }
}
