package io.vitascope.platform.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder that holds what Redis and Kafka keep, owned by one application at a time.
 *
 * <p>The lock is the application's, not the children's: it is free as soon as the application is gone, in whatever way.
 * A predecessor that is still closing gets a while to finish. While it is held, {@code addresses} tells other processes
 * of the same user where the two listen.
 *
 * <p>Threads: claim and close are for one thread each.
 */
final class DataFolder implements AutoCloseable {

    private static final long POLL_MS = 50;
    private static final String LOCK = "lock";
    private static final String ADDRESSES = "addresses";

    private final Path folder;
    private final FileChannel channel;

    private DataFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    static DataFolder claim(Path dataDir, Duration patience) throws EmbeddedStartException, InterruptedException {
        DataFolder folder = open(dataDir);
        boolean owned = false;
        try {
            owned = folder.lock(patience);
            if (!owned) {
                throw inUse(dataDir, folder.owner());
            }
            // Of an owner who was killed.
            Files.deleteIfExists(folder.folder.resolve(ADDRESSES));
            Files.writeString(
                    folder.folder.resolve("owner"),
                    Long.toString(ProcessHandle.current().pid()));
            return folder;
        } catch (IOException unwritable) {
            owned = false;
            throw unwritable(dataDir, unwritable);
        } finally {
            if (!owned) {
                folder.close();
            }
        }
    }

    private static DataFolder open(Path dataDir) throws EmbeddedStartException {
        try {
            Path folder = Files.createDirectories(dataDir.resolve("embedded")).toRealPath();
            // The system gives locks to a whole process, and drops them all when any channel to the file closes:
            // within this JVM we count, and never open the file twice.
            if (!claimedHere().add(folder.toString())) {
                throw inUse(dataDir, Long.toString(ProcessHandle.current().pid()));
            }
            try {
                return new DataFolder(
                        folder,
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            } catch (IOException unwritable) {
                claimedHere().remove(folder.toString());
                throw unwritable;
            }
        } catch (IOException unwritable) {
            throw unwritable(dataDir, unwritable);
        }
    }

    /** What the owner of the folder has told, if that is another process which runs; empty else. */
    static Map<String, String> addressesOfAnother(Path dataDir) {
        Path folder = dataDir.resolve("embedded");
        try {
            folder = folder.toRealPath();
            if (claimedHere().contains(folder.toString()) || isFree(folder)) {
                return Map.of();
            }
            Properties told = new Properties();
            try (Reader in = Files.newBufferedReader(folder.resolve(ADDRESSES))) {
                told.load(in);
            }
            Map<String, String> addresses = new HashMap<>();
            told.stringPropertyNames().forEach(key -> addresses.put(key, told.getProperty(key)));
            return addresses;
        } catch (IOException nobodyHasBegunOrIsReady) {
            return Map.of();
        }
    }

    private static boolean isFree(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        }
    }

    /** Tells other processes where the children listen, by the keys of the configuration. */
    void tell(Map<String, String> addresses) throws EmbeddedStartException {
        Properties told = new Properties();
        told.putAll(addresses);
        Path file = folder.resolve(ADDRESSES);
        Path draft = folder.resolve(ADDRESSES + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(draft)) {
                told.store(out, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw unwritable(file, unwritable);
        }
    }

    /** The folder of one child, created when it is the first time. */
    Path of(String child) throws EmbeddedStartException {
        Path path = folder.resolve(child);
        try {
            return Files.createDirectories(path);
        } catch (IOException unwritable) {
            throw unwritable(path, unwritable);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException onlyTheLockMatters) {
            // the system frees the lock with the file descriptor
        }
        claimedHere().remove(folder.toString());
    }

    private boolean lock(Duration patience) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return true;
            }
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            if (!told) {
                told = true;
                // Logging holds its lines back until the application starts, which is what we wait for.
                System.err.println("Waiting for another Vitascope (pid " + owner() + ") to let go of " + folder);
            }
            Thread.sleep(POLL_MS);
        }
    }

    private String owner() {
        try {
            return Files.readString(folder.resolve("owner")).strip();
        } catch (IOException notWrittenYet) {
            return "unknown";
        }
    }

    private static EmbeddedStartException inUse(Path dataDir, String pid) {
        return new EmbeddedStartException("Data folder " + dataDir + " is in use by another Vitascope (pid " + pid
                + "). Stop that one, or choose another folder with " + EmbeddedSettings.DATA_DIR + ".");
    }

    private static EmbeddedStartException unwritable(Path path, IOException cause) {
        String reason = cause instanceof AccessDeniedException
                ? "no permission"
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
        return new EmbeddedStartException(
                "Data folder " + path + " cannot be written as user " + System.getProperty("user.name") + " (" + reason
                        + "). Make it writable, or choose another folder with " + EmbeddedSettings.DATA_DIR + ".",
                cause);
    }

    /** Shared by all class loaders of this JVM, hence a JDK type in the system properties. */
    @SuppressWarnings("unchecked")
    private static Set<String> claimedHere() {
        return (Set<String>) System.getProperties()
                .computeIfAbsent("vitascope.embedded.claimed", key -> ConcurrentHashMap.newKeySet());
    }
}
