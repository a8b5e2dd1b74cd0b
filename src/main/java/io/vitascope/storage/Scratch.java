package io.vitascope.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Local disk for what is not a blob yet: growing uploads and the work folders of jobs. Names are given by the server.
 *
 * <p>Threads: safe for all; two callers never share a name.
 */
public final class Scratch {

    private static final String BRIEF = "brief-";
    private static final Pattern BRIEF_NAME = Pattern.compile(BRIEF + "(?<millis>\\d{1,15})-.*");

    private final Path root;

    /** @param root a folder that exists */
    public Scratch(Path root) {
        this.root = root;
    }

    /**
     * A name for a file that lives no longer than one call. What a process that dies in it leaves behind is found by
     * the name, which says since when: a link has the times of its file.
     */
    public String brief(String purpose) {
        return BRIEF + System.currentTimeMillis() + "-" + purpose + "-" + UUID.randomUUID();
    }

    /** Deletes what calls have left that began before {@code limit}. */
    List<String> dropBriefBefore(Instant limit) {
        List<String> dropped = new ArrayList<>();
        for (String name : names()) {
            Matcher brief = BRIEF_NAME.matcher(name);
            if (brief.matches() && Long.parseLong(brief.group("millis")) < limit.toEpochMilli()) {
                delete(name);
                dropped.add(name);
            }
        }
        return dropped;
    }

    /** Where a file of this name lies; it need not exist. */
    public Path file(String name) {
        return root.resolve(new BlobKey(name).value());
    }

    /** An empty directory of this name; what an earlier user left there is deleted. */
    public Path emptyDirectory(String name) {
        Path directory = file(name);
        try {
            deleteTree(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a file or a whole directory; again is a no-op. */
    public void delete(String name) {
        try {
            deleteTree(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names that exist now, in no order. */
    public List<String> names() {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException unless a file can be written here */
    public void requireWritable() {
        String name = brief("writable");
        try {
            Files.write(file(name), new byte[] {1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(name);
        }
    }

    /** Bytes that may still be written to this volume. */
    public long usableBytes() {
        try {
            FileStore store = Files.getFileStore(root);
            return store.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes {@code start} and all below it; again is a no-op, and so is what another deletes meanwhile. */
    public static void deleteTree(Path start) throws IOException {
        Files.walkFileTree(start, new WhatIsThere() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                super.postVisitDirectory(directory, e);
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
