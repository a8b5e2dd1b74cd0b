package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The uploaded file; never changes.
 *
 * @param filename as the uploader called it; for people
 * @param key its blob
 * @param sha256 lower-case hexadecimal
 * @param durationMs as the container claims; 0 when it does not
 * @param width pixels as displayed, 0 for audio only; so is {@code height}
 * @param container FFmpeg's name, such as "mov,mp4,m4a,3gp,3g2,mj2"
 * @param codecs FFmpeg's names, of the picture and of the sounds; none in records of older versions
 * @param pixelFormat FFmpeg's name; empty without a picture and in records of older versions
 */
@RegisterForReflection
record Source(
        String filename,
        String key,
        long sizeBytes,
        String sha256,
        long durationMs,
        int width,
        int height,
        String container,
        List<String> codecs,
        String pixelFormat) {

    Source {
        codecs = codecs == null ? List.of() : List.copyOf(codecs);
        pixelFormat = pixelFormat == null ? "" : pixelFormat;
    }
}
