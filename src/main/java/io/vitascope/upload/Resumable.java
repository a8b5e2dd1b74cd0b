package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far an upload is that comes in several requests.
 *
 * <p>{@code offsetBytes} have been forced to the disk, never fewer. {@code lengthBytes} is -1 until its client tells it.
 * {@code parts} are the uploads that a {@link Kind#FINAL} one is made of; {@code usedBy} is the final one that has taken
 * this part. {@code metadata} is kept as its client wrote it.
 */
@RegisterForReflection
record Resumable(
        Kind kind,
        long offsetBytes,
        long lengthBytes,
        String metadata,
        List<String> parts,
        @Nullable String usedBy) {

    enum Kind {
        /** A file. */
        WHOLE,
        /** A part of one. */
        PARTIAL,
        /** A file that is put together of parts. */
        FINAL
    }

    Resumable {
        parts = parts == null ? List.of() : List.copyOf(parts);
    }

    static Resumable begun(Kind kind, OptionalLong lengthBytes, String metadata, List<String> parts) {
        return new Resumable(kind, 0, lengthBytes.orElse(-1), metadata, parts, null);
    }

    OptionalLong length() {
        return lengthBytes < 0 ? OptionalLong.empty() : OptionalLong.of(lengthBytes);
    }

    /** All bytes are here. */
    boolean isFull() {
        return offsetBytes == lengthBytes;
    }

    /** All bytes of a file are here; what is left is this server's work. */
    boolean isDue() {
        return switch (kind) {
            case WHOLE -> isFull();
            case PARTIAL -> false;
            case FINAL -> true;
        };
    }

    Resumable at(long offset) {
        return new Resumable(kind, offset, lengthBytes, metadata, parts, usedBy);
    }

    Resumable ofLength(long length) {
        return new Resumable(kind, offsetBytes, length, metadata, parts, usedBy);
    }

    Resumable takenBy(String finalId) {
        return new Resumable(kind, offsetBytes, lengthBytes, metadata, parts, finalId);
    }
}
