package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import jakarta.inject.Singleton;
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

    FormUploads(Uploads uploads, UploadLimits limits, IdempotencyKeys keys) {
        this.uploads = uploads;
        this.limits = limits;
        this.keys = keys;
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
     * What an earlier request has made, if this one says the same ahead of its file, which need not travel again.
     * Nobody waits for one that is still on its way.
     */
    private Upload again(IdempotencyKeys.Found former, IncomingBody form, @Nullable String contentType) {
        Upload upload = former.record().finished().orElseThrow(IdempotencyKeys::inUse);
        limits.enter();
        try {
            if (contentType == null
                    || !MultipartForm.beforeFile(form, contentType).mayBeOf(upload)) {
                throw IdempotencyKeys.reused();
            }
            return upload;
        } finally {
            limits.leave();
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
