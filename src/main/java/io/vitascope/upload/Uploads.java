package io.vitascope.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

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
    private final ProbeClient probe;
    private final BlobStore blobs;
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
            ProbeClient probe,
            BlobStore blobs,
            Scratch scratch,
            UploadConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.probe = probe;
        this.blobs = blobs;
        this.scratch = scratch;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.bytes = meters.counter("vitascope.upload.bytes");
        this.active = meters.gauge("vitascope.upload.active", new AtomicInteger());
        this.space = new DiskSpace(scratch::usableBytes, config.diskReserve().asLongValue());
    }

    /** Opens an upload. {@code expectedBytes} is the length of the whole request, or -1 when it is not known. */
    Incoming begin(long expectedBytes) {
        long maxBytes = config.maxSize().asLongValue();
        if (expectedBytes > maxBytes + FORM_OVERHEAD_BYTES) {
            throw Incoming.tooLarge(maxBytes);
        }
        space.require(Math.max(0, expectedBytes));
        if (active.incrementAndGet() > config.maxActive()) {
            active.decrementAndGet();
            throw new ProblemException(
                    UploadError.BUSY,
                    "There are " + config.maxActive() + " uploads at work already. Try again in a minute.");
        }
        try {
            Instant now = clock.instant();
            VideoId id = VideoId.create(now.toEpochMilli());
            store.open(id, now, now.plus(config.patience()));
            Incoming incoming = new Incoming(id, scratch.file(SCRATCH_PREFIX + id), maxBytes, space, this);
            heartbeats.put(id, now.plus(config.heartbeat()));
            LOG.infof("Upload %s began", id);
            return incoming;
        } catch (IOException e) {
            active.decrementAndGet();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            active.decrementAndGet();
            throw e;
        }
    }

    @Override
    public void arrived(Incoming incoming, int countBytes) {
        bytes.increment(countBytes);
        Instant now = clock.instant();
        Instant due = heartbeats.get(incoming.id());
        if (due == null || now.isBefore(due)) {
            return;
        }
        heartbeats.put(incoming.id(), now.plus(config.heartbeat()));
        requireOpen(incoming.id(), beat(incoming.id(), now));
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
        VideoText text = caption.text();
        if (incoming.sizeBytes() == 0) {
            throw new ProblemException(UploadError.EMPTY_FILE, "The file has no bytes. Choose another one.");
        }
        String sha256 = incoming.end();
        requireOpen(id, store.extend(id, clock.instant().plus(config.patience())));
        BlobKey source = Upload.source(id);
        Media media;
        examined.add(id);
        try {
            media = probe.probe(incoming.file());
            blobs.put(source, incoming.file());
        } finally {
            examined.remove(id);
        }
        Upload upload = new Upload(
                id.toString(),
                text.title(),
                text.description(),
                text.tags(),
                caption.filename(),
                source.value(),
                incoming.sizeBytes(),
                sha256,
                media,
                clock.instant());
        // If Redis does not answer now, nobody knows whether the upload is complete. Its record does, and with an open
        // one its deadline removes the blob; so from here on this process removes nothing.
        heartbeats.remove(id);
        if (!store.complete(id, upload)) {
            heartbeats.put(id, Instant.MAX);
            throw expired(id);
        }
        count("completed");
        LOG.infof("Upload %s completed: %d bytes, %s", id, upload.sizeBytes(), media.container());
        return upload;
    }

    @Override
    public void closed(Incoming incoming) {
        active.decrementAndGet();
        if (heartbeats.remove(incoming.id()) == null) {
            return;
        }
        count("aborted");
        LOG.infof("Upload %s ended after %d bytes without a video", incoming.id(), incoming.sizeBytes());
        try {
            if (store.abandon(incoming.id())) {
                removeFiles(incoming.id());
            }
        } catch (RuntimeException e) {
            scratch.delete(SCRATCH_PREFIX + incoming.id());
            LOG.warnf("Upload %s: the rest is removed after its deadline: %s", incoming.id(), e.getMessage());
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

    /** The video was deleted. Again is a no-op. */
    void forget(VideoId id) {
        store.forget(id);
    }

    /**
     * The scratch file goes first: a process that still believes in the upload can't move it into place any more, and
     * what it had moved before goes next. The record goes last, so that a crash in between leaves a reason to come again.
     */
    private void removeFiles(VideoId id) {
        scratch.delete(SCRATCH_PREFIX + id);
        blobs.deleteAll(BlobKey.ofVideo(id));
        store.remove(id);
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
