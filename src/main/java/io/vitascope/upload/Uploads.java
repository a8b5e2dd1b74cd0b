package io.vitascope.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Logger LOG = Logger.getLogger(Uploads.class);
    /** Far longer than an event takes unless Kafka is away. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    private final UploadStore store;
    private final SharedSources sources;
    private final UploadLimits limits;
    private final Quota quota;
    private final ProbeClient probe;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Counter bytes;
    /** Per upload of this process: when its next heartbeat is due. Absent once it needs none any more. */
    private final Map<VideoId, Instant> heartbeats = new ConcurrentHashMap<>();
    /** Uploads whose bytes are all here: no byte keeps them alive any more, so this process does. */
    private final Set<VideoId> examined = ConcurrentHashMap.newKeySet();

    Uploads(
            UploadStore store,
            SharedSources sources,
            UploadLimits limits,
            Quota quota,
            ProbeClient probe,
            BlobStore blobs,
            LocalFiles files,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.sources = sources;
        this.limits = limits;
        this.quota = quota;
        this.probe = probe;
        this.blobs = blobs;
        this.files = files;
        this.growingFiles = growingFiles;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.bytes = meters.counter("vitascope.upload.bytes");
    }

    /** Opens an upload. {@code formBytes} is the length of the whole request, or -1 when it is not known. */
    Incoming begin(long formBytes, @Nullable String client, IdempotencyKeys.Claim claim) {
        limits.requireForm(formBytes, client);
        limits.enter();
        try {
            VideoId id = open(config.patience(), null, client, claim).id();
            Incoming incoming = new Incoming(id, growingFiles.of(id), limits.maxBytes(), limits.space(), this);
            heartbeats.put(id, clock.instant().plus(config.heartbeat()));
            LOG.infof("Upload %s began", id);
            return incoming;
        } catch (IOException e) {
            limits.leave();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            limits.leave();
            throw e;
        }
    }

    /** An upload that has a record and no bytes yet. */
    record Opened(VideoId id, Instant deadline) {}

    /** Opens an upload that is given up after {@code patience} without news; {@code client} is whose turn it takes. */
    Opened open(
            Duration patience, @Nullable Resumable resumable, @Nullable String client, IdempotencyKeys.Claim claim) {
        Instant now = clock.instant();
        VideoId id = VideoId.create(now.toEpochMilli());
        Instant deadline = now.plus(patience);
        store.open(id, UploadRecord.open(now, deadline, resumable, client), claim);
        return new Opened(id, deadline);
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

    /**
     * An upload that is examined, or waits for that or for bytes, is not dead, {@link Heartbeats}: how long a client may
     * send nothing is decided where its request is read.
     */
    void keepAlive() {
        Instant now = clock.instant();
        examined.forEach(id -> beat(id, now));
        heartbeats.forEach((id, due) -> {
            if (now.isAfter(due)) {
                beat(id, now);
            }
        });
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
        UploadLimits.requireBytes(incoming.sizeBytes());
        requireOpen(id, store.said(id, caption.metadata(), clock.instant().plus(config.patience())));
        Upload upload = examined(incoming, caption);
        // If Redis does not answer now, nobody knows whether the upload is complete. Its record does, and with an open
        // one its deadline makes a video of the blob; so from here on this process removes nothing.
        heartbeats.remove(id);
        if (!complete(id, upload)) {
            heartbeats.put(id, Instant.MAX);
            throw expired(id);
        }
        completed(upload);
        return upload;
    }

    /**
     * A process that stood still for too long finds no file, because others removed it: that is no word about the file.
     */
    private Upload examined(Incoming incoming, Caption caption) {
        VideoId id = incoming.id();
        try {
            return examine(id, incoming.file(), incoming.sizeBytes(), incoming::end, caption);
        } catch (ProblemException | UncheckedIOException e) {
            requireOpen(id, isOpen(id));
            throw e;
        }
    }

    /** From here on there is a video; false when the upload is not open any more. */
    boolean complete(VideoId id, Upload upload) {
        UploadStore.Outcome outcome = store.complete(id, upload);
        if (outcome == UploadStore.Outcome.SOURCE_GONE) {
            Path own = growingFiles.of(id);
            if (Files.exists(own)) {
                files.put(Upload.source(id), own);
            }
            return store.complete(id, upload.withSource(Upload.source(id))) == UploadStore.Outcome.COMPLETED;
        }
        if (outcome == UploadStore.Outcome.COMPLETED && upload.isShared()) {
            removeUnneeded(id);
        }
        return outcome == UploadStore.Outcome.COMPLETED;
    }

    /** There is a video, whatever happens here: what is left over the next sweep removes. */
    private void removeUnneeded(VideoId id) {
        try {
            growingFiles.delete(id);
            sources.removeLeft();
        } catch (RuntimeException e) {
            LOG.warnf("Upload %s: what its video does not need stays for now: %s", id, e.getMessage());
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
            limits.requireDuration(media.durationUs());
            if (shared.isEmpty() && file.equals(growingFiles.of(id))) {
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

    private boolean isOpen(VideoId id) {
        return store.find(id)
                .filter(record -> record.state() == UploadRecord.State.OPEN)
                .isPresent();
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
        limits.leave();
        if (heartbeats.remove(incoming.id()) == null) {
            return;
        }
        LOG.infof("Upload %s ended after %d bytes without a video", incoming.id(), incoming.sizeBytes());
        try {
            discard(incoming.id(), Ending.LOST);
        } catch (RuntimeException e) {
            growingFiles.delete(incoming.id());
            LOG.warnf("Upload %s: the rest is removed after its deadline: %s", incoming.id(), e.getMessage());
        }
    }

    /**
     * What {@code work} makes of an upload whose client has not been told its address yet. If that fails nothing of it
     * remains: nobody could go on with it, and it would take its client's place until it expires.
     */
    <T> T orNothing(VideoId id, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            try {
                discard(id, Ending.LOST);
            } catch (RuntimeException away) {
                LOG.warnf("Upload %s is removed after its deadline: %s", id, away.getMessage());
            }
            throw e;
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

    /**
     * Whether the file of an upload past its deadline is in its place after all: it is put there when it was found
     * good, so a client may have been told that there is a video, and Redis has lost its last second. It is due then.
     */
    boolean turnsOutDue(VideoId id, UploadRecord record) {
        boolean open = record.state() == UploadRecord.State.OPEN;
        Optional<BlobInfo> file = open ? blobs.stat(Upload.source(id)) : Optional.empty();
        return file.filter(source -> store.foundInPlace(id, source.sizeBytes())).isPresent();
    }

    /** The record of an upload of whatever kind; one that has failed is remembered for a while. */
    UploadRecord require(VideoId id) {
        return store.find(id).orElseThrow(() -> notFound(id.toString()));
    }

    static ProblemException notFound(String id) {
        return new ProblemException(
                UploadError.NOT_FOUND, "There is no upload \"" + id + "\". Check its id, or begin a new one.");
    }

    /** A finished upload; empty when it is unknown, unfinished or forgotten. */
    Optional<Upload> find(VideoId id) {
        return store.finished(id);
    }

    /** Finished uploads whose events may still be on their way to those who listen. */
    List<VideoId> recent() {
        return store.completedSince(clock.instant().minus(ON_ITS_WAY));
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
     * The growing file goes first: a process that still believes in the upload can't move it into place any more, and
     * what it had moved before goes next. The record goes last, so that a crash in between leaves a reason to come
     * again.
     */
    private void removeFiles(VideoId id) {
        growingFiles.delete(id);
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
