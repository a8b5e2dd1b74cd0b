package io.vitascope.upload;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of uploads on their way, {@code upload-<video id>} on scratch disk. Each is gone once its upload is a video
 * or has ended.
 *
 * <p>Threads: safe for all; an upload has one writer at a time.
 */
@Singleton
final class GrowingFiles {

    static final String PREFIX = "upload-";

    private final Scratch scratch;

    GrowingFiles(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Where the bytes of an upload are written; there need not be any yet. */
    Path of(VideoId id) {
        return scratch.file(name(id));
    }

    /** Again is a no-op. */
    void delete(VideoId id) {
        scratch.delete(name(id));
    }

    /** Uploads that have a file now, in no order. */
    List<VideoId> all() {
        return ids().toList();
    }

    /** Uploads to whose files nothing has been written since {@code limit}, in no order. */
    List<VideoId> untouchedSince(Instant limit) {
        return ids().filter(id -> isUntouchedSince(id, limit)).toList();
    }

    private Stream<VideoId> ids() {
        return scratch.names().stream().filter(name -> name.startsWith(PREFIX)).flatMap(name -> id(name).stream());
    }

    private static String name(VideoId id) {
        return PREFIX + id;
    }

    private static Optional<VideoId> id(String name) {
        try {
            return Optional.of(VideoId.parse(name.substring(PREFIX.length())));
        } catch (InvalidValueException notOurs) {
            return Optional.empty();
        }
    }

    private boolean isUntouchedSince(VideoId id, Instant limit) {
        try {
            return Files.getLastModifiedTime(of(id)).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
