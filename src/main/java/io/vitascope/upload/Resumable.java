package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far an upload is that comes in several requests.
 *
 * <p>{@code offsetBytes} have been written, never fewer; {@code unforced} is there while not all of them have been
 * forced to the disk. {@code lengthBytes} is -1 until its client tells it.
 * {@code parts} are the uploads that a {@link Kind#FINAL} one is made of; {@code usedBy} is the final one that has
 * taken this part. {@code metadata} is kept as its client wrote it. {@code origin} is there when the server itself
 * fetches the bytes, {@code direct} when their client brings them to the store itself: then the offset is 0 until all
 * are there.
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
        @Nullable Direct direct,
        @Nullable Unforced unforced) {

    /**
     * Bytes that go on to the disk after their request was answered: those beyond {@code forcedBytes}, written at
     * {@code since} on the machine, and since the start of it, that {@code boot} names.
     */
    @RegisterForReflection
    record Unforced(long forcedBytes, String boot, Instant since) {}

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
        return new Resumable(kind, 0, lengthBytes.orElse(-1), metadata, parts, null, null, null, null);
    }

    OptionalLong length() {
        return lengthBytes < 0 ? OptionalLong.empty() : OptionalLong.of(lengthBytes);
    }

    static Resumable imported(Origin origin, String metadata) {
        return new Resumable(Kind.WHOLE, 0, -1, metadata, List.of(), null, origin, null, null);
    }

    static Resumable direct(long lengthBytes, String metadata, long partBytes) {
        return new Resumable(
                Kind.WHOLE, 0, lengthBytes, metadata, List.of(), null, null, new Direct("", partBytes), null);
    }

    Resumable from(Origin tagged) {
        return new Resumable(kind, offsetBytes, lengthBytes, metadata, parts, usedBy, tagged, direct, unforced);
    }

    /** When nothing comes any more: without what may be a secret of where the bytes were fetched from. */
    Resumable settled() {
        return origin == null ? this : from(origin.settled());
    }

    /** As if nothing had come and no length were known. */
    Resumable anew() {
        return new Resumable(kind, 0, -1, metadata, parts, usedBy, origin, direct, null);
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

    /** With so many bytes, all of them on the disk. */
    Resumable at(long offset) {
        return at(offset, null);
    }

    Resumable at(long offset, @Nullable Unforced rest) {
        return new Resumable(kind, offset, lengthBytes, metadata, parts, usedBy, origin, direct, rest);
    }

    /** The disk has so many of those that were there at {@code asked}, when it was asked for them. */
    Resumable forced(long bytes, Instant asked) {
        if (unforced == null || unforced.since().isAfter(asked) || bytes <= unforced.forcedBytes()) {
            return this;
        }
        return at(offsetBytes, bytes >= offsetBytes ? null : new Unforced(bytes, unforced.boot(), unforced.since()));
    }

    /** With those bytes only that the disk has, if the others were there at {@code asked}. */
    Resumable withoutUnforced(Instant asked) {
        return unforced == null || unforced.since().isAfter(asked) ? this : at(unforced.forcedBytes());
    }

    /** What a power cut leaves of them. */
    long forcedBytes() {
        return unforced == null ? offsetBytes : unforced.forcedBytes();
    }

    Resumable ofLength(long length) {
        return new Resumable(kind, offsetBytes, length, metadata, parts, usedBy, origin, direct, unforced);
    }

    /** The first name stays: parts may have gone to it. */
    Resumable begun(String uploadId) {
        return direct == null || !direct.uploadId().isEmpty()
                ? this
                : new Resumable(
                        kind,
                        offsetBytes,
                        lengthBytes,
                        metadata,
                        parts,
                        usedBy,
                        origin,
                        new Direct(uploadId, direct.partBytes()),
                        unforced);
    }

    Resumable takenBy(String finalId) {
        return new Resumable(kind, offsetBytes, lengthBytes, metadata, parts, finalId, origin, direct, unforced);
    }
}
