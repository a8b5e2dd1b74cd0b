package io.vitascope.upload;

import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.Optional;

/** A resumable upload as its client sees it; {@code expiresAt} counts until there is a video. */
record Progress(VideoId id, Resumable resumable, Instant expiresAt, Optional<Upload> video) {

    /** What the record says, right or not. */
    static Progress of(VideoId id, UploadRecord record) {
        Resumable resumable = record.resumable();
        if (resumable == null) {
            throw Uploads.notFound(id.toString());
        }
        return new Progress(id, resumable, record.deadline(), record.finished());
    }
}
