package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;

/** Why an upload is gone: the code of a problem and the sentence for people, for whoever asks later. */
@RegisterForReflection
record Ending(String code, String detail) {

    static final Ending DELETED = new Ending("deleted", "It was deleted by its client.");
    static final Ending EXPIRED =
            new Ending(UploadError.EXPIRED.slug(), "Nothing was sent to it for longer than vitascope.upload.expiry.");
    static final Ending LOST = new Ending(UploadError.EXPIRED.slug(), "It had no news for too long.");

    static Ending usedBy(VideoId whole) {
        return new Ending("concatenated", "It was a part of upload " + whole + ".");
    }

    static Ending refused(ProblemException problem) {
        return new Ending(problem.code().slug(), problem.detail());
    }
}
