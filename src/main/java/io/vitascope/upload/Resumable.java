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
 * this part. {@code metadata} is kept as its client wrote it. {@code origin} is there when the server itself fetches the
 * bytes, {@code direct} when their client brings them to the store itself: then the offset is 0 until all are there.
 */
@RegisterForReflection
record Resumable(
        Kind kind,
        long offsetBytes,
        long lengthBytes,
        String metadata,
        List<String> parts,
        @Nullable String usedBy,
        @Nullable Origin origin,
        @Nullable Direct direct) {

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
        return new Resumable(kind, 0, lengthBytes.orElse(-1), metadata, parts, null, null, null);
    }

    OptionalLong length() {
        return lengthBytes < 0 ? OptionalLong.empty() : OptionalLong.of(lengthBytes);
    }

    static Resumable imported(Origin origin, String metadata) {
        return new Resumable(Kind.WHOLE, 0, -1, metadata, List.of(), null, origin, null);
    }

    static Resumable direct(long lengthBytes, String metadata, long partBytes) {
        return new Resumable(Kind.WHOLE, 0, lengthBytes, metadata, List.of(), null, null, new Direct("", partBytes));
    }

    Resumable from(Origin tagged) {
        return new Resumable(kind, offsetBytes, lengthBytes, metadata, parts, usedBy, tagged, direct);
    }

    /** As if nothing had come and no length were known. */
    Resumable anew() {
        return new Resumable(kind, 0, -1, metadata, parts, usedBy, origin, direct);
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
        return new Resumable(kind, offset, lengthBytes, metadata, parts, usedBy, origin, direct);
    }

    Resumable ofLength(long length) {
        return new Resumable(kind, offsetBytes, length, metadata, parts, usedBy, origin, direct);
    }

    Resumable begun(String uploadId) {
        return direct == null
                ? this
                : new Resumable(
                        kind,
                        offsetBytes,
                        lengthBytes,
                        metadata,
                        parts,
                        usedBy,
                        origin,
                        new Direct(uploadId, direct.partBytes()));
    }

    Resumable takenBy(String finalId) {
        return new Resumable(kind, offsetBytes, lengthBytes, metadata, parts, finalId, origin, direct);
    }
}
