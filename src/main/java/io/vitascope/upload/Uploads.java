package io.vitascope.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rules: an upload begins with a record, its bytes keep it alive, and it finishes as a video or leaves nothing.
 *
 * <p>Threads: safe for all worker threads. Errors: {@link ProblemException} with an {@link UploadError}; exceptions of
 * the Redis client when Redis is away.
 */
@Singleton
final class Uploads implements Incoming.Owner {

    static final String SCRATCH_PREFIX = "upload-";

    private static final Logger LOG = Logger.getLogger(Uploads.class);

    /** What the other fields and the boundaries of a form may add to the length of its file. */
    private static final long FORM_OVERHEAD_BYTES = 1 << 20;

    private final UploadStore store;
    private final SharedSources sources;
    private final Quota quota;
    private final ProbeClient probe;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final Scratch scratch;
    private final UploadConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter bytes;
    private final DiskSpace space;
    private final AtomicInteger active;
    /** Per upload of this process: when its next heartbeat is due. Absent once it needs none any more. */
    private final Map<VideoId, Instant> heartbeats = new ConcurrentHashMap<>();
    /** Uploads whose bytes are all here: no byte keeps them alive any more, so this process does. */
    private final Set<VideoId> examined = ConcurrentHashMap.newKeySet();

    Uploads(
            UploadStore store,
            SharedSources sources,
            Quota quota,
            ProbeClient probe,
            BlobStore blobs,
            LocalFiles files,
            Scratch scratch,
            UploadConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.sources = sources;
        this.quota = quota;
        this.probe = probe;
        this.blobs = blobs;
        this.files = files;
        this.scratch = scratch;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.bytes = meters.counter("vitascope.upload.bytes");
        this.active = meters.gauge("vitascope.upload.active", new AtomicInteger());
        this.space = new DiskSpace(scratch::usableBytes, config.diskReserve().asLongValue());
    }

    /** Opens an upload. {@code expectedBytes} is the length of the whole request, or -1 when it is not known. */
    Incoming begin(long expectedBytes, @Nullable String client) {
        long maxBytes = config.maxSize().asLongValue();
        if (expectedBytes > maxBytes + FORM_OVERHEAD_BYTES) {
            throw Incoming.tooLarge(maxBytes);
        }
        space.require(Math.max(0, expectedBytes));
        quota.require(Math.max(0, expectedBytes - FORM_OVERHEAD_BYTES));
        requireTurn(client);
        enter();
        try {
            Instant now = clock.instant();
            VideoId id = VideoId.create(now.toEpochMilli());
            store.open(id, UploadRecord.open(now, now.plus(config.patience()), null, client));
            Incoming incoming = new Incoming(id, scratch.file(SCRATCH_PREFIX + id), maxBytes, space, this);
            heartbeats.put(id, now.plus(config.heartbeat()));
            LOG.infof("Upload %s began", id);
            return incoming;
        } catch (IOException e) {
            leave();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            leave();
            throw e;
        }
    }

    /** @throws ProblemException when this client has too many uploads under way */
    void requireTurn(@Nullable String client) {
        long count = client == null ? 0 : store.countOf(client);
        if (count >= config.maxPerClient()) {
            throw new ProblemException(
                    UploadError.TOO_MANY,
                    "There are " + count
                            + " uploads of this client under way; finish or delete some, or wait until they expire.",
                    Map.of("limit", config.maxPerClient(), "count", count));
        }
    }

    /** @throws ProblemException for a media type that is no video's */
    void requireType(String mediaType) {
        String type = mediaType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (config.refusedTypes().contains(type)) {
            throw new ProblemException(
                    UploadError.UNSUPPORTED_TYPE,
                    "A file of the type " + type + " is no video. If it is one, send it without that type.",
                    Map.of("media_type", type));
        }
    }

    /** @throws ProblemException when a file of this length, empty for an unknown one, and these words can't become a video */
    void requireFile(OptionalLong lengthBytes, String metadata) {
        requireLength(lengthBytes);
        quota.require(lengthBytes.orElse(0));
        TusMetadata words = TusMetadata.parse(metadata);
        words.caption().check();
        requireType(words.filetype());
        lengthBytes.ifPresent(Uploads::requireBytes);
    }

    /** @throws ProblemException for a file that is larger than any may be */
    void requireLength(OptionalLong lengthBytes) {
        long maxBytes = config.maxSize().asLongValue();
        if (lengthBytes.orElse(0) > maxBytes) {
            throw Incoming.tooLarge(maxBytes);
        }
    }

    /** How many requests bring bytes now. */
    int active() {
        return active.get();
    }

    /** One more request brings bytes, if that may be. */
    void enter() {
        if (active.incrementAndGet() > config.maxActive()) {
            active.decrementAndGet();
            throw new ProblemException(
                    UploadError.BUSY,
                    "There are " + config.maxActive() + " uploads at work already. Try again in a minute.",
                    Map.of("limit", config.maxActive()));
        }
    }

    void leave() {
        active.decrementAndGet();
    }

    /** The room that is left for uploads on the disk. */
    DiskSpace space() {
        return space;
    }

    void count(int arrivedBytes) {
        bytes.increment(arrivedBytes);
    }

    @Override
    public void arrived(Incoming incoming, int countBytes) {
        bytes.increment(countBytes);
        incoming.forceIfDue();
        Instant now = clock.instant();
        Instant due = heartbeats.get(incoming.id());
        if (due == null || now.isBefore(due)) {
            return;
        }
        heartbeats.put(incoming.id(), now.plus(config.heartbeat()));
        requireOpen(incoming.id(), beat(incoming.id(), now));
        blobs.ahead(Upload.source(incoming.id()), incoming.file(), incoming.sizeBytes());
    }

    /** Every {@code vitascope.upload.heartbeat}: an upload that is examined, or waits for it, is not dead. */
    @Scheduled(every = "${vitascope.upload.heartbeat:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void keepExamined() {
        examined.forEach(id -> beat(id, clock.instant()));
    }

    /** Moves the deadline on; false when the upload is not open any more. */
    private boolean beat(VideoId id, Instant now) {
        try {
            return store.extend(id, now.plus(config.patience()));
        } catch (RuntimeException e) {
            // Redis may come back before the deadline; if not, the next heartbeat or the end will tell.
            LOG.warnf("Upload %s: no heartbeat: %s", id, e.getMessage());
            return true;
        }
    }

    /** All bytes are there: examines the file, moves it to its place, and tells the world. */
    Upload finish(Incoming incoming, Caption caption) {
        VideoId id = incoming.id();
        requireBytes(incoming.sizeBytes());
        Upload upload = examine(id, incoming.file(), incoming.sizeBytes(), incoming::end, caption);
        // If Redis does not answer now, nobody knows whether the upload is complete. Its record does, and with an open
        // one its deadline removes the blob; so from here on this process removes nothing.
        heartbeats.remove(id);
        if (!complete(id, upload)) {
            heartbeats.put(id, Instant.MAX);
            throw expired(id);
        }
        completed(upload);
        return upload;
    }

    /** From here on there is a video; false when the upload is not open any more. */
    boolean complete(VideoId id, Upload upload) {
        UploadStore.Outcome outcome = store.complete(id, upload);
        if (outcome == UploadStore.Outcome.SOURCE_GONE) {
            Path own = scratch.file(SCRATCH_PREFIX + id);
            if (Files.exists(own)) {
                files.put(Upload.source(id), own);
            }
            return store.complete(id, upload.withSource(Upload.source(id))) == UploadStore.Outcome.COMPLETED;
        }
        if (outcome == UploadStore.Outcome.COMPLETED && upload.isShared()) {
            scratch.delete(SCRATCH_PREFIX + id);
            blobs.deleteAll(Upload.source(id)); // and what was sent ahead
        }
        return outcome == UploadStore.Outcome.COMPLETED;
    }

    static void requireBytes(long sizeBytes) {
        if (sizeBytes == 0) {
            throw new ProblemException(UploadError.EMPTY_FILE, "The file has no bytes. Choose another one.");
        }
    }

    /** Examines a whole file and moves it to its place, keeping its upload alive; again is the same. */
    Upload examine(VideoId id, Path file, long sizeBytes, Supplier<String> sha256, Caption caption) {
        VideoText text = caption.text();
        BlobKey source = Upload.source(id);
        return keepingAlive(id, () -> {
            String hash = sha256.get();
            caption.verify(hash);
            Optional<Upload> twin = store.oldestWith(hash).flatMap(store::finished);
            Optional<Upload> shared = twin.filter(known -> caption.isForReuse());
            if (shared.isEmpty()) {
                quota.require(sizeBytes);
            }
            Media media = shared.map(Upload::media).orElseGet(() -> probe.probe(file));
            requireDuration(media.durationUs());
            if (shared.isEmpty() && file.equals(scratch.file(SCRATCH_PREFIX + id))) {
                files.put(source, file);
            }
            return new Upload(
                    id.toString(),
                    text.title(),
                    text.description(),
                    text.tags(),
                    caption.filename(),
                    shared.map(Upload::sourceKey).orElse(source.value()),
                    sizeBytes,
                    hash,
                    media,
                    clock.instant(),
                    caption.languageTag(),
                    twin.map(Upload::videoId).orElse(""));
        });
    }

    private void requireDuration(long durationUs) {
        Optional<Duration> limit = config.maxDuration();
        if (limit.isPresent() && durationUs / 1000 > limit.get().toMillis()) {
            throw new ProblemException(
                    UploadError.TOO_LONG,
                    "The video takes " + durationUs / 1_000_000 + " seconds; "
                            + limit.get().toSeconds() + " is the most, by vitascope.upload.max-duration.",
                    Map.of("limit_ms", limit.get().toMillis(), "duration_ms", durationUs / 1000));
        }
    }

    /** Whatever {@code work} takes, the upload does not pass its deadline meanwhile. */
    <T> T keepingAlive(VideoId id, Supplier<T> work) {
        requireOpen(id, store.extend(id, clock.instant().plus(config.patience())));
        examined.add(id);
        try {
            return work.get();
        } finally {
            examined.remove(id);
        }
    }

    /** The record says so already. */
    void completed(Upload upload) {
        count("completed");
        LOG.infof(
                "Upload %s completed: %d bytes, %s",
                upload.videoId(), upload.sizeBytes(), upload.media().container());
    }

    @Override
    public void closed(Incoming incoming) {
        leave();
        if (heartbeats.remove(incoming.id()) == null) {
            return;
        }
        LOG.infof("Upload %s ended after %d bytes without a video", incoming.id(), incoming.sizeBytes());
        try {
            discard(incoming.id(), Ending.LOST);
        } catch (RuntimeException e) {
            scratch.delete(SCRATCH_PREFIX + incoming.id());
            LOG.warnf("Upload %s: the rest is removed after its deadline: %s", incoming.id(), e.getMessage());
        }
    }

    /** Nothing remains of an upload that did not become a video; one that did is left alone. */
    void discard(VideoId id, Ending reason) {
        if (store.abandon(id, reason)) {
            removeFiles(id);
            count("aborted");
        }
    }

    /** Removes an upload that is past its deadline, whatever process began it. */
    void expire(VideoId id) {
        if (store.abandonIfPassed(id, clock.instant())) {
            removeFiles(id);
            count("expired");
            LOG.infof("Upload %s was given up", id);
        }
    }

    /** A finished upload; empty when it is unknown, unfinished or forgotten. */
    Optional<Upload> find(VideoId id) {
        return store.finished(id);
    }

    /** Those of these uploads that files may belong to. */
    Map<VideoId, UploadRecord.State> known(List<VideoId> ids) {
        Map<VideoId, UploadRecord.State> known = new HashMap<>(store.known(ids));
        sources.shared(ids).forEach(id -> known.putIfAbsent(id, UploadRecord.State.COMPLETED));
        return known;
    }

    /** The video was deleted. Again is a no-op. True when its source has to stay, because others share it. */
    boolean forget(VideoId id) {
        store.forget(id);
        sources.removeLeft();
        return sources.isShared(id);
    }

    /**
     * The scratch file goes first: a process that still believes in the upload can't move it into place any more, and
     * what it had moved before goes next. The record goes last, so that a crash in between leaves a reason to come again.
     */
    private void removeFiles(VideoId id) {
        scratch.delete(SCRATCH_PREFIX + id);
        blobs.deleteAll(BlobKey.ofVideo(id));
        store.remove(id, clock.instant());
    }

    private void count(String outcome) {
        meters.counter("vitascope.upload.finished", "outcome", outcome).increment();
    }

    private static void requireOpen(VideoId id, boolean open) {
        if (!open) {
            throw expired(id);
        }
    }

    private static ProblemException expired(VideoId id) {
        return new ProblemException(
                UploadError.EXPIRED, "Upload " + id + " had no news for too long, so it was given up. Start it again.");
    }
}
