package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.upload.Resumable.Kind;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Which uploads are the parts of which final one: each part belongs to one, and the same parts in the same order always
 * to the same one, so that a client without an answer may ask again.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link UploadError#BAD_PARTS}.
 */
@Singleton
final class FinalUploads {

    private static final Logger LOG = Logger.getLogger(FinalUploads.class);

    private final Uploads uploads;
    private final UploadLimits limits;
    private final UploadStore store;
    private final UploadConfig config;
    private final Clock clock;

    FinalUploads(Uploads uploads, UploadLimits limits, UploadStore store, UploadConfig config, Clock clock) {
        this.uploads = uploads;
        this.limits = limits;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** The final upload of these parts, begun if there is none. */
    VideoId of(List<VideoId> parts, String metadata) {
        if (parts.isEmpty() || Set.copyOf(parts).size() < parts.size()) {
            throw new ProblemException(UploadError.BAD_PARTS, "A final upload needs parts, each of them once.");
        }
        return known(parts).orElseGet(() -> begin(parts, metadata));
    }

    private VideoId begin(List<VideoId> parts, String metadata) {
        long lengthBytes = 0;
        for (VideoId part : parts) {
            lengthBytes += fullPart(part).lengthBytes();
        }
        limits.requireLength(OptionalLong.of(lengthBytes));
        List<String> names = parts.stream().map(VideoId::toString).toList();
        Resumable begun = Resumable.begun(Kind.FINAL, OptionalLong.of(lengthBytes), metadata, names);
        VideoId id = uploads.open(config.patience(), begun, null, IdempotencyKeys.Claim.NONE)
                .id();
        LOG.infof("Upload %s began, %d bytes in %d parts", id, lengthBytes, parts.size());
        Instant expiresAt = clock.instant().plus(config.expiry());
        for (VideoId part : parts) {
            if (!store.take(part, id, expiresAt)) {
                uploads.discard(id, Ending.LOST);
                return known(parts).orElseThrow(() -> badPart(part, "is used by another upload"));
            }
        }
        return id;
    }

    /** The upload that is made of just these parts already. */
    private Optional<VideoId> known(List<VideoId> parts) {
        return store.find(parts.get(0))
                .map(UploadRecord::resumable)
                .map(Resumable::usedBy)
                .map(VideoId::parse)
                .filter(id -> store.find(id)
                        .map(UploadRecord::resumable)
                        .filter(whole -> whole.parts()
                                .equals(parts.stream().map(VideoId::toString).toList()))
                        .isPresent());
    }

    private Resumable fullPart(VideoId part) {
        Resumable resumable = store.find(part)
                .flatMap(UploadRecord::growing)
                .filter(found -> found.kind() == Kind.PARTIAL)
                .orElseThrow(() -> badPart(part, "is not a partial upload"));
        if (!resumable.isFull()) {
            throw badPart(part, "has only " + resumable.offsetBytes() + " of its bytes");
        }
        if (resumable.usedBy() != null) {
            throw badPart(part, "is used by upload " + resumable.usedBy());
        }
        return resumable;
    }

    private static ProblemException badPart(VideoId part, String fact) {
        return new ProblemException(UploadError.BAD_PARTS, "Upload " + part + " " + fact + ".");
    }
}
