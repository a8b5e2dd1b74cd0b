package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.DirectParts;
import io.vitascope.storage.DirectParts.Part;
import io.vitascope.storage.Unfinished;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uploads whose bytes do not pass this server: their clients bring them to the store in parts, at addresses that were
 * signed for them.
 *
 * <p>The record is that of any resumable upload, so limits, deadlines, deletion and the end are the same. What has
 * arrived only the store knows. When all is there the file is fetched once, hashed and examined like any other.
 * Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError}.
 */
@Singleton
final class DirectUploads {

    private static final Logger LOG = Logger.getLogger(DirectUploads.class);
    private static final Runnable NOTHING_TO_END = () -> {};
    private static final Ending DROPPED =
            new Ending(UploadError.EXPIRED.slug(), "The store has dropped the parts that had arrived.");

    private final Uploads uploads;
    private final UploadLimits limits;
    private final ResumableUploads resumables;
    private final GrowingUploads growing;
    private final UploadStore store;
    private final Writers writers;
    private final BlobStore blobs;
    private final UploadConfig config;
    private final Clock clock;

    DirectUploads(
            Uploads uploads,
            UploadLimits limits,
            ResumableUploads resumables,
            GrowingUploads growing,
            UploadStore store,
            Writers writers,
            BlobStore blobs,
            UploadConfig config,
            Clock clock) {
        this.uploads = uploads;
        this.limits = limits;
        this.resumables = resumables;
        this.growing = growing;
        this.store = store;
        this.writers = writers;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
    }

    /** An upload that takes parts; {@code expiresAt} is when it is removed if nobody asks for anything until then. */
    record Open(VideoId id, long lengthBytes, Direct direct, Instant expiresAt) {

        int count() {
            return direct.countOf(lengthBytes);
        }
    }

    /** Where one part goes, with {@code PUT}. */
    record Link(int number, long lengthBytes, URI address, Instant expiresAt) {}

    /** Whether the store is one that takes files from clients. */
    boolean areOffered() {
        return blobs.direct().isPresent();
    }

    /** As {@link ResumableUploads#create}, of a file whose length is known. */
    Open create(long lengthBytes, String metadata, @Nullable String client, IdempotencyKeys.Claim claim) {
        DirectParts parts = parts();
        UploadLimits.requireBytes(lengthBytes);
        limits.requireFile(OptionalLong.of(lengthBytes), metadata);
        limits.space().require(lengthBytes); // for the copy that is examined
        limits.requireTurn(client);
        Resumable begun = Resumable.direct(lengthBytes, metadata, parts.partBytes(lengthBytes));
        VideoId id = uploads.open(config.expiry(), begun, client, claim).id();
        LOG.infof("Upload %s began, direct, %d bytes", id, lengthBytes);
        return uploads.orNothing(id, () -> require(id));
    }

    /** An upload that takes parts, kept from expiring once more. */
    Open require(VideoId id) {
        parts();
        UploadRecord record = found(id);
        record.finished().ifPresent(video -> {
            throw new ProblemException(
                    UploadError.COMPLETED, "Upload " + id + " is a video now.", Map.of("video_id", video.videoId()));
        });
        Resumable resumable = record.growing().orElseThrow(() -> GrowingUploads.gone(id, record));
        Direct direct = direct(id, resumable);
        if (resumable.isFull()) {
            throw allThere(id);
        }
        Instant expiresAt = clock.instant().plus(config.expiry());
        if (!store.extend(id, expiresAt)) {
            throw GrowingUploads.gone(id, record);
        }
        if (!direct.uploadId().isEmpty()) {
            return new Open(id, resumable.lengthBytes(), direct, expiresAt);
        }
        return new Open(id, resumable.lengthBytes(), begin(id, record), expiresAt);
    }

    /** Two requests may both do so; the one whose name the record has not taken ends what it has begun. */
    private Direct begin(VideoId id, UploadRecord known) {
        String mine = parts().begin(Upload.source(id));
        UploadRecord record = store.begun(id, mine).orElse(known);
        Optional<Direct> named = record.growing().map(Resumable::direct);
        if (named.filter(direct -> direct.uploadId().equals(mine)).isEmpty()) {
            blobs.abort(new Unfinished(Upload.source(id), mine, clock.instant()));
        }
        return named.orElseThrow(() -> GrowingUploads.gone(id, record));
    }

    /** Addresses for these parts. */
    List<Link> links(VideoId id, List<Integer> numbers) {
        Open open = require(id);
        DirectParts parts = parts();
        Instant expiresAt = clock.instant().plus(parts.linkExpiry());
        return numbers.stream()
                .distinct()
                .map(number -> {
                    if (number < 1 || number > open.count()) {
                        throw new ProblemException(
                                UploadError.BAD_PARTS,
                                "Upload " + id + " has no part " + number + "; its parts are 1 to " + open.count()
                                        + ".",
                                Map.of("part_count", open.count()));
                    }
                    long lengthBytes = open.direct().lengthOf(number, open.lengthBytes());
                    URI address = parts.link(Upload.source(id), open.direct().uploadId(), number, lengthBytes);
                    return new Link(number, lengthBytes, address, expiresAt);
                })
                .toList();
    }

    /** What has arrived, part by part. */
    List<Part> arrived(Open open) {
        Optional<List<Part>> listed = listed(open);
        boolean saysNothing = listed.isEmpty() || listed.get().isEmpty() && isJoined(open);
        return saysNothing ? arrivedOrJoined(open.id()) : listed.orElseThrow();
    }

    /**
     * The store has no parts of it any more, and says so or lists none. Only whoever is the writer can tell why:
     * another one may be joining them now, or may have died when they were joined and before the record knew.
     */
    private List<Part> arrivedOrJoined(VideoId id) {
        try (Writer writer = writers.tryTake(id, NOTHING_TO_END).orElseThrow(() -> allThere(id))) {
            Open open = require(id);
            Optional<List<Part>> listed = listed(open);
            if (isJoined(open)) {
                advance(writer, open, clock.instant()); // nobody works on it: the next sweep does
                throw allThere(id);
            }
            return listed.orElseThrow(() -> dropped(writer));
        }
    }

    /**
     * Whether all of an upload that is past its deadline is there after all, joined by a process that died then. It is
     * due from now on.
     */
    boolean turnsOutDue(VideoId id, UploadRecord record) {
        Optional<Open> open = record.growing()
                .filter(resumable -> resumable.direct() != null && !resumable.isFull())
                .map(resumable -> new Open(id, resumable.lengthBytes(), direct(id, resumable), record.deadline()))
                .filter(this::isJoined);
        if (open.isEmpty()) {
            return false;
        }
        Optional<Writer> free = writers.tryTake(id, NOTHING_TO_END);
        if (free.isPresent()) {
            try (Writer writer = free.get()) {
                advance(writer, open.get(), clock.instant());
            }
        }
        return true;
    }

    private Optional<List<Part>> listed(Open open) {
        return parts().arrived(Upload.source(open.id()), open.direct().uploadId());
    }

    /** The store has joined the parts, whether or not its answer came. */
    private boolean isJoined(Open open) {
        return blobs.stat(Upload.source(open.id()))
                .filter(blob -> blob.sizeBytes() == open.lengthBytes())
                .isPresent();
    }

    /** Makes a video of the parts; the same again has the same answer. */
    Progress complete(VideoId id) {
        UploadRecord known = found(id);
        if (known.finished().isPresent()) {
            return Progress.of(id, known);
        }
        limits.enter();
        try {
            try (Writer writer = writers.take(id, NOTHING_TO_END)) {
                UploadRecord record = found(id);
                Resumable resumable = record.finished().isPresent() ? null : record.resumable();
                if (resumable != null && !resumable.isFull()) {
                    assemble(writer, require(id));
                }
            }
            return resumables.progress(id);
        } finally {
            limits.leave();
        }
    }

    private void assemble(Writer writer, Open open) {
        // The answer of an earlier try may have been lost, after the store had joined them.
        if (!isJoined(open)) {
            Optional<List<Part>> arrived = listed(open);
            arrived.ifPresent(parts -> requireAll(open, parts));
            boolean joined = arrived.isPresent()
                    && parts().complete(Upload.source(open.id()), open.direct().uploadId(), arrived.get());
            // So may that of this try: asked again, the store knows of no such parts any more.
            if (!joined && !isJoined(open)) {
                throw dropped(writer);
            }
        }
        if (!advance(writer, open, clock.instant().plus(config.patience()))) {
            throw new ProblemException(
                    UploadError.GONE, "Upload " + open.id() + " was deleted while its parts were joined.");
        }
    }

    /** All of it is there; false when the upload is not open any more. */
    private boolean advance(Writer writer, Open open, Instant deadline) {
        writer.requireLease();
        return store.advance(open.id(), 0, open.lengthBytes(), deadline);
    }

    private static void requireAll(Open open, List<Part> arrived) {
        Set<Integer> right = new HashSet<>();
        for (Part part : arrived) {
            if (part.number() <= open.count()
                    && part.sizeBytes() == open.direct().lengthOf(part.number(), open.lengthBytes())) {
                right.add(part.number());
            }
        }
        if (right.size() < open.count() || right.size() < arrived.size()) {
            int first = IntStream.rangeClosed(1, open.count())
                    .filter(number -> !right.contains(number))
                    .findFirst()
                    .orElse(open.count() + 1);
            throw new ProblemException(
                    UploadError.PARTS_MISSING,
                    "Of the " + open.count() + " parts of upload " + open.id() + ", " + right.size()
                            + " have arrived with the right length. Ask which, send the others, and complete it then.",
                    Map.of("part_count", open.count(), "arrived_count", right.size(), "first_missing", first));
        }
    }

    private static ProblemException allThere(VideoId id) {
        return new ProblemException(
                UploadError.LOCKED, "All of upload " + id + " is there; it is being examined. Ask for its state.");
    }

    private ProblemException dropped(Writer writer) {
        VideoId id = writer.id();
        writer.requireLease();
        uploads.discard(id, DROPPED);
        return new ProblemException(
                UploadError.GONE,
                "Upload " + id + " is gone. " + DROPPED.detail() + " Begin a new one.",
                Map.of("reason", DROPPED.code()));
    }

    private UploadRecord found(VideoId id) {
        UploadRecord record = growing.require(id);
        if (record.resumable() != null) {
            direct(id, record.resumable());
        }
        return record;
    }

    private static Direct direct(VideoId id, Resumable resumable) {
        if (resumable.direct() == null) {
            throw new ProblemException(
                    UploadError.NOT_FOUND, "Upload " + id + " is not a direct one; its bytes come to this server.");
        }
        return resumable.direct();
    }

    private DirectParts parts() {
        return blobs.direct()
                .orElseThrow(() -> new ProblemException(
                        UploadError.NO_DIRECT_UPLOADS,
                        "Blobs lie on this server's own disk, so their bytes have to pass it: send them with tus to "
                                + Addresses.UPLOADS + ". With vitascope.storage.type=s3 they could go to the bucket.",
                        Map.of("setting", "vitascope.storage.type", "value", "local", "needed", "s3")));
    }
}
