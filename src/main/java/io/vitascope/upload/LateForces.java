package io.vitascope.upload;

import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.upload.Resumable.Unforced;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of resumable uploads that are forced to the disk after their request was answered, so that a client with many
 * small requests does not wait for the disk at each.
 *
 * <p>What the kernel has outlives this process, but not the machine. So the record says which start of which machine
 * has such bytes, and after another start only those count that were forced. Threads: safe.
 */
@Singleton
final class LateForces {

    private static final Logger LOG = Logger.getLogger(LateForces.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final UploadStore store;
    private final BlobStore blobs;
    private final RunningHashes hashes;
    private final Duration patience;
    /** Which machine this is, and since which of its starts. */
    private final String boot = boot();

    private final Clock clock;
    /** What the disk is working on, and up to which byte it was asked last. */
    private final Map<VideoId, Long> wanted = new ConcurrentHashMap<>();

    @Inject
    LateForces(UploadStore store, BlobStore blobs, RunningHashes hashes, UploadConfig config, Clock clock) {
        this(store, blobs, hashes, config.lease(), clock);
    }

    LateForces(UploadStore store, BlobStore blobs, RunningHashes hashes, Duration patience, Clock clock) {
        this.store = store;
        this.blobs = blobs;
        this.hashes = hashes;
        this.patience = patience;
        this.clock = clock;
    }

    /** Forces {@code file}, of which {@code bytes} have been written, and says so in the record. */
    void begin(VideoId id, Path file, long bytes) {
        if (wanted.put(id, bytes) == null) {
            Incoming.DISK.execute(() -> force(id, file));
        }
    }

    private void force(VideoId id, Path file) {
        long bytes;
        do {
            bytes = wanted.getOrDefault(id, 0L);
            Instant asked = clock.instant(); // an import may begin anew meanwhile, with other bytes
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
                store.forced(id, bytes, asked);
            } catch (NoSuchFileException gone) {
                LOG.debugf("Upload %s was moved or deleted before its bytes were forced", id);
            } catch (IOException e) {
                failed(id, asked, e);
            } catch (RuntimeException e) {
                // The next request forces them too, and the last one does so before it is answered.
                LOG.warnf("Upload %s: %d bytes may not survive a power cut: %s", id, bytes, e.getMessage());
            }
        } while (!wanted.remove(id, bytes));
    }

    /**
     * The disk has refused bytes that were there at {@code asked}. The kernel says so once and then forgets them, so
     * they count no more, as after a power cut, and neither does what was hashed of them in memory.
     */
    void failed(VideoId id, Instant asked, Exception reason) {
        LOG.errorf("Upload %s goes back to what the disk has: %s", id, reason.getMessage());
        try {
            store.unforcedLost(id, asked);
            hashes.forget(id);
            blobs.forgetAhead(Upload.source(id));
        } catch (RuntimeException e) {
            LOG.errorf("Upload %s could not go back: %s", id, e.getMessage());
        }
    }

    /**
     * The record; if another machine is about to force what it wrote, the record after that. Its clock may be ahead of
     * ours, so there is an end to that by ours alone.
     */
    UploadRecord awaited(VideoId id, Supplier<UploadRecord> read) {
        long begunNanos = System.nanoTime();
        UploadRecord record = read.get();
        while (isForcedElsewhere(record) && System.nanoTime() - begunNanos < patience.toNanos()) {
            LockSupport.parkNanos(POLL.toNanos());
            record = read.get();
        }
        return record;
    }

    private boolean isForcedElsewhere(UploadRecord record) {
        Instant now = clock.instant();
        return record.growing()
                .map(Resumable::unforced)
                .filter(unforced -> !unforced.boot().equals(boot))
                .filter(unforced -> now.isBefore(unforced.since().plus(patience)))
                .isPresent();
    }

    /** What to write down of {@code writtenBytes}; null when all of them are on the disk. */
    @Nullable
    Unforced unforced(long writtenBytes, long forcedBytes) {
        return forcedBytes < writtenBytes ? new Unforced(forcedBytes, boot, clock.instant()) : null;
    }

    /** How many bytes are there for sure, if the file is as long as that. */
    long certainBytes(Resumable resumable) {
        Unforced unforced = resumable.unforced();
        boolean lost = unforced != null && !unforced.boot().equals(boot);
        return lost ? resumable.forcedBytes() : Long.MAX_VALUE;
    }

    /** Of this process alone where the system does not tell. Source: Linux, {@code proc_sys_kernel(5)}. */
    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException untold) {
            return UUID.randomUUID().toString();
        }
    }
}
