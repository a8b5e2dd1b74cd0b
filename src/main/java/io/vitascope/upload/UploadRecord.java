package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of one upload.
 *
 * <p>{@code deadline} counts until the upload is complete; {@code upload} is there from then on. {@code resumable} is
 * there when the upload comes in several requests, at its end without the secrets of an origin, {@code ending} once it
 * can't become a video any more. {@code client} is the hash of the address that it counts for while it is under way.
 */
@RegisterForReflection
record UploadRecord(
        State state,
        Instant openedAt,
        Instant deadline,
        @Nullable Upload upload,
        @Nullable Resumable resumable,
        @Nullable Ending ending,
        @Nullable String client) {

    enum State {
        /** Bytes arrive, or are being examined. */
        OPEN,
        /** For good; only {@code ForgetUpload} removes it. */
        COMPLETED,
        /** Its files are being removed, and then the record. It can't be completed any more. */
        ABANDONED,
        /** Nothing is left of it but the reason, which its client may ask for until the deadline. */
        GONE
    }

    static UploadRecord open(Instant now, Instant deadline, @Nullable Resumable resumable, @Nullable String client) {
        return new UploadRecord(State.OPEN, now, deadline, null, resumable, null, client);
    }

    UploadRecord extended(Instant later) {
        return new UploadRecord(state, openedAt, later, upload, resumable, ending, client);
    }

    UploadRecord with(Resumable next, Instant later) {
        return new UploadRecord(state, openedAt, later, upload, next, ending, client);
    }

    UploadRecord completed(Upload finished) {
        return new UploadRecord(State.COMPLETED, openedAt, deadline, finished, settled(), null, null);
    }

    UploadRecord abandoned(Ending reason) {
        return new UploadRecord(State.ABANDONED, openedAt, deadline, null, settled(), reason, client);
    }

    UploadRecord gone(Instant until) {
        return new UploadRecord(State.GONE, openedAt, until, null, settled(), ending, null);
    }

    private @Nullable Resumable settled() {
        return resumable == null ? null : resumable.settled();
    }

    Optional<Upload> finished() {
        return state == State.COMPLETED ? Optional.ofNullable(upload) : Optional.empty();
    }

    /** As long as bytes of it are taken, or it waits to be examined. */
    Optional<Resumable> growing() {
        return state == State.OPEN ? Optional.ofNullable(resumable) : Optional.empty();
    }

    /** All bytes are here and nobody has said yet what they are. */
    boolean isDue() {
        return growing().map(Resumable::isDue).orElse(false);
    }
}
