package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import java.time.Instant;
import java.util.List;

/**
 * A finished upload: the words of its uploader, the facts of its file. {@code sha256} is 64 hexadecimal digits, {@code
 * language} a tag of BCP 47 or blank, {@code duplicateOf} the oldest video of the same bytes or blank.
 */
@RegisterForReflection
record Upload(
        String videoId,
        String title,
        String description,
        List<String> tags,
        String filename,
        String sourceKey,
        long sizeBytes,
        String sha256,
        Media media,
        Instant completedAt,
        String language,
        String duplicateOf) {

    Upload {
        tags = tags == null ? List.of() : List.copyOf(tags);
        language = language == null ? "" : language;
        duplicateOf = duplicateOf == null ? "" : duplicateOf;
    }

    Upload withSource(BlobKey key) {
        return new Upload(
                videoId,
                title,
                description,
                tags,
                filename,
                key.value(),
                sizeBytes,
                sha256,
                media,
                completedAt,
                language,
                duplicateOf);
    }

    /** Its source is that of another video. */
    boolean isShared() {
        return !sourceKey.equals(source(VideoId.parse(videoId)).value());
    }

    /** Where the file of a finished upload lies, unless it shares that of another one. */
    static BlobKey source(VideoId id) {
        return VideoBlobs.source(id);
    }
}
