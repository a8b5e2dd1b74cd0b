package io.vitascope.upload;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one request brings to a resumable upload: bytes from {@code offsetBytes} on.
 *
 * <p>{@code contentBytes} is how many, where the request says so; {@code uploadBytes} is the length of the whole file,
 * where this request is the one that tells it. {@code hangUp} makes {@code body} end at once, on any thread.
 */
record Chunk(
        long offsetBytes,
        OptionalLong contentBytes,
        OptionalLong uploadBytes,
        Optional<Checksum> checksum,
        IncomingBody body,
        Runnable hangUp) {}
