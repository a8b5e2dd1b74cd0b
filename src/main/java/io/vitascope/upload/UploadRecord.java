package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of one upload.
 *
 * <p>{@code deadline} counts until the upload is complete; {@code upload} is there from then on. {@code resumable} is
 * there when the upload comes in several requests, at its end without the secrets of an origin, {@code ending} once it
 * can't become a video any more. {@code client} is the hash of the address that it counts for while it is under way.
 * {@code words} are those of a form, as a tus client says them, from when all of it is here until it is a video.
 */
@RegisterForReflection
record UploadRecord(
        State state,
        Instant openedAt,
        Instant deadline,
        @Nullable Upload upload,
        @Nullable Resumable resumable,
        @Nullable Ending ending,
        @Nullable String client,
        @Nullable String words) {

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
        return new UploadRecord(State.OPEN, now, deadline, null, resumable, null, client, null);
    }

    UploadRecord extended(Instant later) {
        return new UploadRecord(state, openedAt, later, upload, resumable, ending, client, words);
    }

    UploadRecord with(Resumable next, Instant later) {
        return new UploadRecord(state, openedAt, later, upload, next, ending, client, words);
    }

    UploadRecord said(String formsWords, Instant later) {
        return new UploadRecord(state, openedAt, later, upload, resumable, ending, client, formsWords);
    }

    /**
     * As that of an upload all of whose bytes are here, because its file is in its place; unchanged when the file has
     * another length than it was to have.
     */
    UploadRecord inPlace(long sizeBytes) {
        Resumable whole = resumable == null
                ? Resumable.begun(
                        Resumable.Kind.WHOLE, OptionalLong.of(sizeBytes), words == null ? "" : words, List.of())
                : resumable;
        return whole.length().orElse(sizeBytes) == sizeBytes
                ? with(whole.ofLength(sizeBytes).at(sizeBytes), deadline)
                : this;
    }

    UploadRecord completed(Upload finished) {
        return new UploadRecord(State.COMPLETED, openedAt, deadline, finished, settled(), null, null, null);
    }

    UploadRecord abandoned(Ending reason) {
        return new UploadRecord(State.ABANDONED, openedAt, deadline, null, settled(), reason, client, null);
    }

    UploadRecord gone(Instant until) {
        return new UploadRecord(State.GONE, openedAt, until, null, settled(), ending, null, null);
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

    /** A process works on it, and moves its deadline on as long as it lives. */
    boolean isKeptAlive() {
        return state == State.OPEN && !isDue() && (resumable == null || resumable.origin() != null);
    }

    boolean isPast(Instant now) {
        return !deadline.isAfter(now);
    }

    /** All bytes are here and nobody has said yet what they are. */
    boolean isDue() {
        return growing().map(Resumable::isDue).orElse(false);
    }
}
