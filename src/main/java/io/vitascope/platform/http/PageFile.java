package io.vitascope.platform.http;

import io.vitascope.kernel.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of the web page as it lies in the package, with the compressed forms that were made when it was built.
 *
 * @param bytes shared, never written to
 * @param brotli the same compressed, where that is shorter; so is {@code gzip}
 * @param digest of the bytes, for an entity tag
 */
record PageFile(String name, byte[] bytes, byte @Nullable [] brotli, byte @Nullable [] gzip, String digest) {

    private static final String FOLDER = "META-INF/resources/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "woff2", "font/woff2");

    /** Empty when the package has no such file; reads it, so keep what it answers. */
    static Optional<PageFile> read(String name) {
        byte[] bytes = resource(name);
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(new PageFile(name, bytes, resource(name + ".br"), resource(name + ".gz"), digest(bytes)));
    }

    /** Another document, which nobody could compress beforehand. */
    PageFile with(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        return new PageFile(name, content, null, GzipAnswers.gzip(content), digest(content));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    String type() {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private static byte @Nullable [] resource(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream stream = loader.getResourceAsStream(FOLDER + name)) {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException("could not read " + name + " of the web page", failure);
        }
    }

    private static String digest(byte[] bytes) {
        return Sha256.hex(bytes, 12);
    }
}
