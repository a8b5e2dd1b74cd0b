package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of one upload.
 *
 * <p>{@code deadline} counts until the upload is complete; {@code upload} is there from then on.
 */
@RegisterForReflection
record UploadRecord(
        State state,
        Instant openedAt,
        Instant deadline,
        @Nullable Upload upload) {

    enum State {
        /** Bytes arrive, or are being examined. */
        OPEN,
        /** For good; only {@code ForgetUpload} removes it. */
        COMPLETED,
        /** Its files are being removed, and then the record. It can't be completed any more. */
        ABANDONED
    }

    static UploadRecord open(Instant now, Instant deadline) {
        return new UploadRecord(State.OPEN, now, deadline, null);
    }

    UploadRecord extended(Instant later) {
        return new UploadRecord(state, openedAt, later, upload);
    }

    UploadRecord completed(Upload finished) {
        return new UploadRecord(State.COMPLETED, openedAt, deadline, finished);
    }

    UploadRecord abandoned() {
        return new UploadRecord(State.ABANDONED, openedAt, deadline, null);
    }

    Optional<Upload> finished() {
        return state == State.COMPLETED ? Optional.ofNullable(upload) : Optional.empty();
    }
}
