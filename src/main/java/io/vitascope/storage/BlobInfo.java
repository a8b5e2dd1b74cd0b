package io.vitascope.storage;

import java.time.Instant;

/** A blob at one moment: size in bytes, a strong entity tag without quotes, and when it was put. */
public record BlobInfo(BlobKey key, long sizeBytes, String etag, Instant lastModified) {}
