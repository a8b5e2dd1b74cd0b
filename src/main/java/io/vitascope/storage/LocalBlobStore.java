package io.vitascope.storage;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Blobs as files below one directory; published by atomic rename, after the bytes have been forced to disk, or before.
 * The names are forced after it.
 *
 * <p>Threads: safe for all. A reader that has a file open keeps reading it after it was replaced or deleted.
 */
final class LocalBlobStore implements BlobStore {

    private static final int FORCING_THREADS = 8;
    private static final Executor DISK = disk();

    private final Path root;
    private final Scratch scratch;

    /** Not every system lets them be forced; Windows does not. */
    private final boolean forcesDirectories;

    /** {@code scratch} must lie on the same volume as {@code root}, or putting a file becomes a copy. */
    LocalBlobStore(Path root, Scratch scratch) {
        this.root = root;
        this.scratch = scratch;
        this.forcesDirectories = canBeForced(parent(root));
    }

    private static boolean canBeForced(Path directory) {
        try {
            force(directory, StandardOpenOption.READ);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public void put(BlobKey key, Path file) {
        try {
            force(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publish(key, file).forEach(this::forceDirectory);
    }

    @Override
    public void put(BlobKey key, byte[] content) {
        withFile(content, file -> put(key, file));
    }

    @Override
    public void putUnsettled(BlobKey key, Path file) {
        publish(key, file);
    }

    @Override
    public void putUnsettled(BlobKey key, byte[] content) {
        withFile(content, file -> publish(key, file));
    }

    /**
     * Several at a time: a file system writes their metadata down together, which is most of the work for small ones.
     */
    @Override
    public void settle(Collection<BlobKey> keys) {
        Stream<Runnable> files = keys.stream().map(key -> () -> settle(key));
        Stream<Runnable> directories =
                keys.stream().flatMap(this::directoriesOf).distinct().map(directory -> () -> forceDirectory(directory));
        List<CompletableFuture<Void>> forcing = Stream.concat(files, directories)
                .map(work -> CompletableFuture.runAsync(work, DISK))
                .toList();
        try {
            CompletableFuture.allOf(forcing.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException reason ? reason : e;
        }
    }

    private static Executor disk() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                FORCING_THREADS,
                FORCING_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("blobs-disk", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private void settle(BlobKey key) {
        try {
            force(path(key), StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            // with its video
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name is not on the disk with its file: it is part of the directory. */
    private void forceDirectory(Path directory) {
        if (!forcesDirectories) {
            return;
        }
        try {
            force(directory, StandardOpenOption.READ);
        } catch (NoSuchFileException gone) {
            // with its video
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void force(Path path, OpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /** All that have a name in them without which the blob is not found, up to the root. */
    private Stream<Path> directoriesOf(BlobKey key) {
        return Stream.iterate(parent(path(key)), directory -> directory.startsWith(root), LocalBlobStore::parent);
    }

    /** When the disk is full, say, not even a part of it stays there. */
    private void withFile(byte[] content, Consumer<Path> then) {
        String name = scratch.brief("put");
        try {
            then.accept(Files.write(scratch.file(name), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.delete(name);
        }
    }

    /** A second name for the same bytes, where the file system knows such: nothing is written. */
    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        String name = scratch.brief("link");
        Path linked = scratch.file(name);
        try {
            try {
                Files.createLink(linked, path(from));
            } catch (UnsupportedOperationException noLinks) {
                Files.copy(path(from), linked);
            }
            publish(to, linked);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.delete(name);
        }
    }

    /** The directories that have a new name in them. */
    private List<Path> publish(BlobKey key, Path file) {
        Path target = path(key);
        try {
            try {
                return move(file, target);
            } catch (NoSuchFileException raced) {
                // A concurrent deleteAll may remove the still empty directory between the two steps.
                return move(file, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> move(Path file, Path target) throws IOException {
        Path directory = parent(target);
        List<Path> changed = new ArrayList<>(List.of(directory));
        for (Path missing = directory; !Files.exists(missing); missing = parent(missing)) {
            changed.add(parent(missing));
        }
        Files.createDirectories(directory);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        return changed;
    }

    @Override
    public Optional<BlobInfo> stat(BlobKey key) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path(key), BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(info(key, attributes)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<InputStream> open(BlobKey key, ByteRange range) {
        try {
            FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ);
            channel.position(range.start());
            return Optional.of(new BoundedInputStream(Channels.newInputStream(channel), range.length()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Path> file(BlobKey key) {
        Path file = path(key);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void delete(BlobKey key) {
        try {
            Files.deleteIfExists(path(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void deleteAll(BlobKey prefix) {
        try {
            Scratch.deleteTree(path(prefix));
        } catch (DirectoryNotEmptyException raced) {
            // Late work put a blob meanwhile; whoever deletes a prefix comes again (the catalog's reaper).
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stream<BlobInfo> list(BlobKey prefix, Consumer<String> strangers) {
        List<BlobInfo> found = new ArrayList<>();
        Path start = path(prefix);
        if (!Files.exists(start)) {
            return Stream.empty();
        }
        try {
            Files.walkFileTree(start, new WhatIsThere() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    BlobKey.ofName(name)
                            .ifPresentOrElse(key -> found.add(info(key, attributes)), () -> strangers.accept(name));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    private Path path(BlobKey key) {
        return root.resolve(key.value());
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob's file always has a directory: " + file);
        }
        return parent;
    }

    private static BlobInfo info(BlobKey key, BasicFileAttributes attributes) {
        long nanos = attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
        String etag = Long.toHexString(nanos) + "-" + Long.toHexString(attributes.size());
        return new BlobInfo(
                key, attributes.size(), etag, attributes.lastModifiedTime().toInstant());
    }
}
