package io.vitascope.platform;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Documents that the build puts into the package. */
public final class PackagedText {

    private PackagedText() {}

    /** @param file its name at the root of the package, such as {@code problems.md} */
    public static String read(String file) {
        try (InputStream text = PackagedText.class.getResourceAsStream("/" + file)) {
            if (text == null) {
                throw new FileNotFoundException(file + " is not in the package");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
