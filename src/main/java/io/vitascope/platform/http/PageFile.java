package io.vitascope.platform.http;

import io.vitascope.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file of the web page as it lies in the package, with the compressed forms that were made when it was built.
 *
 * @param bytes shared, never written to
 * @param brotli the same compressed, where that is shorter; so is {@code gzip}
 * @param digest of the bytes, for an entity tag
 */
record PageFile(String name, byte[] bytes, byte @Nullable [] brotli, byte @Nullable [] gzip, String digest) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2");

    static PageFile of(String name, byte[] bytes, byte @Nullable [] brotli, byte @Nullable [] gzip) {
        return new PageFile(name, bytes, brotli, gzip, digest(bytes));
    }

    /** Another document, which nobody could compress beforehand. */
    PageFile with(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return of(name, content, null, GzipAnswers.gzip(content));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    String type() {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static String digest(byte[] bytes) {
        return Sha256.hex(bytes, 12);
    }
}
