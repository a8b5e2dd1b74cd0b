package io.vitascope.storage;

import java.time.Instant;

/** A blob that somebody has begun to bring in parts, and not ended: nothing of it is to be seen, and it takes room. */
public record Unfinished(BlobKey key, String uploadId, Instant begunAt) {}
