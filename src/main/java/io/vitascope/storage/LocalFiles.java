package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Blobs as files, for what reads only files: FFmpeg.
 *
 * <p>Where the store has files they are lent as they are. Else a copy is made on scratch disk, and kept for the next
 * one who asks; the least recently used go when they take too much, or when somebody else needs the room: {@link
 * #usableBytes}. Processes that share the scratch disk share the
 * copies, and tell each other by a file's time that it is in use: {@link #touchLent}. Threads: safe for all. Errors:
 * {@link UncheckedIOException}.
 */
public final class LocalFiles {

    private static final Logger LOG = Logger.getLogger(LocalFiles.class);

    static final String FOLDER = "copies";
    /** Another process, which shares the scratch disk, may fetch the same blob: each try has a file of its own. */
    private static final Pattern GROWING = Pattern.compile("(?<copy>.+?)(\\.[0-9a-f-]{36})?\\.part");
    /** How often those that are lent are touched. */
    static final Duration TOUCH = Duration.ofSeconds(20);
    /** A copy that nobody has touched for so long is in no process's use, even if one stood still for a while. */
    private static final Duration UNUSED = TOUCH.multipliedBy(6);

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int ATTEMPTS = 4;

    private final BlobStore blobs;
    private final Scratch scratch;
    private final boolean copies;
    private final long maxBytes;
    private final long reserveBytes;
    private final LongSupplier usableBytes;
    /** How many have each copy, those included who wait for it; guarded by this. */
    private final Map<BlobKey, Integer> lent = new HashMap<>();
    /** One lock for each key that is being copied; guarded by this. */
    private final Map<BlobKey, Object> locks = new HashMap<>();

    /**
     * @param copies the store is one without files
     * @param reserveBytes that a copy has to leave free on the disk
     */
    LocalFiles(
            BlobStore blobs,
            Scratch scratch,
            boolean copies,
            long maxBytes,
            long reserveBytes,
            LongSupplier usableBytes) {
        this.blobs = blobs;
        this.scratch = scratch;
        this.copies = copies;
        this.maxBytes = maxBytes;
        this.reserveBytes = reserveBytes;
        this.usableBytes = usableBytes;
    }

    /** A file that stays until it is closed. */
    public static final class Lent implements AutoCloseable {

        private final Path path;
        private final Runnable back;

        private Lent(Path path, Runnable back) {
            this.path = path;
            this.back = back;
        }

        public Path path() {
            return path;
        }

        @Override
        public void close() {
            back.run();
        }
    }

    /** The blob as a file, empty when there is no such blob. Takes as long as fetching it. */
    public Optional<Lent> lend(BlobKey key) {
        try {
            return lend(key, () -> false);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody asked to stop", e);
        }
    }

    /** @throws InterruptedException when {@code mustEnd}, which is asked all the time, says so */
    public Optional<Lent> lend(BlobKey key, BooleanSupplier mustEnd) throws InterruptedException {
        Optional<Path> own = blobs.file(key);
        if (own.isPresent()) {
            return own.map(path -> new Lent(path, () -> {}));
        }
        Object lock = take(key);
        boolean kept = false;
        try {
            synchronized (lock) {
                Optional<BlobInfo> info = blobs.stat(key);
                if (info.isEmpty()) {
                    return Optional.empty();
                }
                Path copy = copy(info.get(), mustEnd);
                kept = true;
                return Optional.of(new Lent(copy, () -> giveBack(key)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!kept) {
                giveBack(key);
            }
        }
    }

    /** As {@link BlobStore#put}, for a file that is going to be lent soon. */
    public void put(BlobKey key, Path file) {
        if (!copies) {
            blobs.put(key, file);
            return;
        }
        Object lock = take(key);
        try {
            synchronized (lock) {
                keep(key, file);
                blobs.put(key, file);
            }
        } finally {
            giveBack(key);
        }
    }

    /** A second name for the bytes that are here anyway. */
    private void keep(BlobKey key, Path file) {
        try {
            Path copy = prepared(key, 0);
            Files.deleteIfExists(copy);
            Files.createLink(copy, file);
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            // Then it is fetched by whoever needs it.
        }
    }

    private Path copy(BlobInfo info, BooleanSupplier mustEnd) throws IOException, InterruptedException {
        Path copy = path(info.key());
        // Touched first: one that is there then is nobody's to drop.
        if (!touch(copy) || Files.size(copy) != info.sizeBytes()) {
            Path target = prepared(info.key(), info.sizeBytes());
            long neededBytes = info.sizeBytes() + reserveBytes;
            if (usableBytes(neededBytes) < neededBytes) {
                // Not after half of it has come, again and again.
                throw new FileSystemException(target.toString(), null, "No space left on device");
            }
            Path growing = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
            try {
                fetch(info, growing, mustEnd);
                Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(growing);
            }
        }
        return copy;
    }

    /** To be called every {@link #TOUCH}, so that other processes leave the copies that are lent here. */
    synchronized void touchLent() {
        for (BlobKey key : lent.keySet()) {
            try {
                touch(path(key));
            } catch (IOException e) {
                LOG.warnf("%s may be taken for a copy that nobody uses: %s", key, e.getMessage());
            }
        }
    }

    /** Whether it is there. */
    private static boolean touch(Path copy) throws IOException {
        try {
            Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void fetch(BlobInfo info, Path growing, BooleanSupplier mustEnd) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int attempt = 1;
        try (FileChannel channel = FileChannel.open(
                growing, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (channel.position() < info.sizeBytes()) {
                try (Source source = new Source(info, channel.position())) {
                    for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                        if (mustEnd.getAsBoolean()) {
                            throw new InterruptedException();
                        }
                        writeWhole(channel, ByteBuffer.wrap(buffer, 0, count));
                    }
                } catch (BrokenException broken) {
                    // The connection, most likely: the rest is asked for once more.
                    if (attempt++ == ATTEMPTS) {
                        throw broken;
                    }
                }
            }
        }
    }

    /** A disk with little room takes a part, and perhaps the rest a moment later. */
    static void writeWhole(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** It is the store that does not give the bytes, not the disk that does not take them. */
    private static final class BrokenException extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenException(Exception failure) {
            super(failure.getMessage(), failure);
        }
    }

    /** The rest of a blob from {@code start} on. Errors: {@link BrokenException}. */
    private final class Source implements AutoCloseable {

        private final InputStream in;

        Source(BlobInfo info, long start) throws BrokenException {
            try {
                this.in = blobs.open(info.key(), new ByteRange(start, info.sizeBytes()))
                        .orElseThrow(() -> new BrokenException(new IOException(info.key() + " is gone")));
            } catch (UncheckedIOException e) {
                throw new BrokenException(e);
            }
        }

        int read(byte[] buffer) throws BrokenException {
            try {
                return in.read(buffer);
            } catch (IOException | UncheckedIOException e) {
                throw new BrokenException(e);
            }
        }

        @Override
        public void close() throws BrokenException {
            try {
                in.close();
            } catch (IOException | UncheckedIOException e) {
                throw new BrokenException(e);
            }
        }
    }

    private Path path(BlobKey key) {
        return scratch.file(FOLDER + "/" + key);
    }

    /** Its folder is there, and so is the room. */
    private Path prepared(BlobKey key, long neededBytes) throws IOException {
        makeRoom(neededBytes);
        Path path = path(key);
        Files.createDirectories(path.resolveSibling("."));
        return path;
    }

    private record Copy(BlobKey key, long sizeBytes, Instant usedAt) {}

    private synchronized void makeRoom(long neededBytes) {
        List<Copy> oldestFirst = oldestFirst();
        long takenBytes =
                neededBytes + oldestFirst.stream().mapToLong(Copy::sizeBytes).sum();
        for (Copy copy : oldestFirst) {
            if (takenBytes > maxBytes && drop(copy)) {
                takenBytes -= copy.sizeBytes();
            }
        }
    }

    /**
     * What may be written to the volume of the data folder. Where that is less than {@code wantedBytes}, copies that
     * nobody has make room first: whatever else somebody wants to write is worth more.
     */
    public long usableBytes(long wantedBytes) {
        long usable = usableBytes.getAsLong();
        return usable >= wantedBytes || !copies ? usable : afterDropping(wantedBytes);
    }

    private synchronized long afterDropping(long wantedBytes) {
        for (Copy copy : oldestFirst()) {
            if (usableBytes.getAsLong() >= wantedBytes) {
                break;
            }
            drop(copy);
        }
        return usableBytes.getAsLong();
    }

    /** What {@link #usableBytes(long)} would answer to whoever wants all; nothing goes. */
    public synchronized long usableBytes() {
        long spare = copies
                ? oldestFirst().stream()
                        .filter(this::isSpare)
                        .mapToLong(Copy::sizeBytes)
                        .sum()
                : 0;
        return usableBytes.getAsLong() + spare;
    }

    /** Copies that nobody has asked for since then go. */
    synchronized void dropUnusedSince(Instant limit) {
        oldestFirst().stream().filter(copy -> copy.usedAt().isBefore(limit)).forEach(this::drop);
    }

    /** False when somebody has it, here or in another process. */
    private boolean drop(Copy copy) {
        // Asked anew: those before it may have taken long to delete.
        boolean spare = isSpare(copy);
        if (spare) {
            scratch.delete(FOLDER + "/" + copy.key());
        }
        return spare;
    }

    private boolean isSpare(Copy copy) {
        Matcher growing = GROWING.matcher(copy.key().value());
        BlobKey of = growing.matches() ? new BlobKey(growing.group("copy")) : copy.key();
        return !lent.containsKey(of)
                && !usedAt(copy.key()).isAfter(Instant.now().minus(UNUSED));
    }

    private Instant usedAt(BlobKey copy) {
        try {
            return Files.getLastModifiedTime(path(copy)).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MIN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Copy> oldestFirst() {
        Path root = scratch.file(FOLDER);
        List<Copy> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new WhatIsThere() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    BlobKey.ofName(root.relativize(file).toString().replace('\\', '/'))
                            .ifPresent(key -> found.add(new Copy(
                                    key,
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant())));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(Copy::usedAt));
        return found;
    }

    private synchronized Object take(BlobKey key) {
        lent.merge(key, 1, Integer::sum);
        return locks.computeIfAbsent(key, k -> new Object());
    }

    private synchronized void giveBack(BlobKey key) {
        if (lent.merge(key, -1, Integer::sum) == 0) {
            lent.remove(key);
            locks.remove(key);
        }
    }
}
