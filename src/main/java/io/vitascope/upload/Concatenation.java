package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/**
 * One file of several that came side by side.
 *
 * <p>The first part becomes the file by rename, whatever its size; the others are appended to it, hashed as they are
 * read, and each is deleted when it is in. So every byte but those of the first part is written twice, and the disk
 * needs room for one more part at a time. After a crash it goes on at the part that was not finished.
 *
 * <p>Threads: safe for all worker threads; for one upload only its {@link Writer} may call.
 */
@Singleton
final class Concatenation {

    private static final int BUFFER_BYTES = 1 << 20;

    private final UploadLimits limits;
    private final UploadStore store;
    private final RunningHashes hashes;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final Clock clock;

    Concatenation(
            UploadLimits limits,
            UploadStore store,
            RunningHashes hashes,
            GrowingFiles growingFiles,
            UploadConfig config,
            Clock clock) {
        this.limits = limits;
        this.store = store;
        this.hashes = hashes;
        this.growingFiles = growingFiles;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The upload with all bytes of its parts. Those that are free it takes now: whoever began it may have died before
     * that, and then its client may have had them given to another one.
     */
    Resumable assemble(Writer writer, Resumable resumable) {
        for (String text : resumable.parts()) {
            VideoId part = VideoId.parse(text);
            if (!store.take(part, writer.id(), clock.instant().plus(config.expiry()))) {
                throw lost(part);
            }
        }
        Resumable grown = resumable;
        long startBytes = 0;
        for (String text : resumable.parts()) {
            VideoId part = VideoId.parse(text);
            long endBytes = startBytes + lengthOf(part);
            if (endBytes > grown.offsetBytes()) {
                add(part, endBytes, writer, grown);
                grown = counted(writer, grown, endBytes);
                growingFiles.delete(part);
            }
            startBytes = endBytes;
        }
        return grown;
    }

    private void add(VideoId part, long endBytes, Writer writer, Resumable grown) {
        try {
            if (grown.offsetBytes() == 0) {
                rename(part, endBytes, writer.id());
            } else {
                append(part, writer, grown.offsetBytes());
            }
        } catch (NoSuchFileException e) {
            throw lost(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rename(VideoId part, long sizeBytes, VideoId whole) throws IOException {
        Path file = growingFiles.of(whole);
        if (!Files.exists(growingFiles.of(part)) && Files.exists(file) && Files.size(file) == sizeBytes) {
            return; // done by somebody who died before it was counted
        }
        Files.move(growingFiles.of(part), file, StandardCopyOption.ATOMIC_MOVE);
        hashes.put(whole, hashes.take(part, sizeBytes));
    }

    private void append(VideoId part, Writer writer, long offsetBytes) throws IOException {
        VideoId whole = writer.id();
        RunningHash hash = hashes.take(whole, offsetBytes);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel source = FileChannel.open(growingFiles.of(part), StandardOpenOption.READ);
                Incoming target = Incoming.from(
                        offsetBytes,
                        whole,
                        growingFiles.of(whole),
                        hash,
                        limits.maxBytes(),
                        limits.space(),
                        new HeldWriter(writer))) {
            while (source.read(buffer.clear()) >= 0) {
                target.write(buffer.flip());
            }
            target.force();
        }
        hashes.put(whole, hash);
    }

    private Resumable counted(Writer writer, Resumable grown, long endBytes) {
        writer.requireLease();
        if (!store.advance(
                writer.id(), grown.offsetBytes(), endBytes, clock.instant().plus(config.patience()))) {
            throw new ProblemException(
                    UploadError.GONE, "Upload " + writer.id() + " was deleted while it was put together.");
        }
        return grown.at(endBytes);
    }

    private long lengthOf(VideoId part) {
        return store.find(part)
                .flatMap(UploadRecord::growing)
                .orElseThrow(() -> lost(part))
                .lengthBytes();
    }

    private static ProblemException lost(VideoId part) {
        return new ProblemException(
                UploadError.BAD_PARTS, "Part " + part + " is not there any more. Upload the file again.");
    }

    /** Nobody takes the file over while it is put together. */
    private record HeldWriter(Writer writer) implements Incoming.Owner {

        @Override
        public void arrived(Incoming incoming, int countBytes) {
            writer.requireLease();
            incoming.forceIfDue();
        }

        @Override
        public void closed(Incoming incoming) {}
    }
}
