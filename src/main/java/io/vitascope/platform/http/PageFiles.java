package io.vitascope.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files of the web page in the package, each read once. Which there are stands in a list that the page's build
 * writes, so that any other name costs nothing: neither a search nor a memory of it, here or in a class loader. Without
 * the list there is no page. Threads: safe for all.
 */
final class PageFiles {

    /** {@code src/main/webui/build/plugins.ts} writes it: a name a line. */
    static final String LIST = "page-files.txt";

    private static final String FOLDER = "META-INF/resources/";

    private final ClassLoader loader;
    private final Set<String> names;
    private final ConcurrentMap<String, PageFile> files = new ConcurrentHashMap<>();

    PageFiles(ClassLoader loader) {
        this.loader = loader;
        byte[] list = resource(LIST);
        this.names = list == null
                ? Set.of()
                : new String(list, StandardCharsets.UTF_8).lines().collect(Collectors.toUnmodifiableSet());
    }

    Optional<PageFile> find(String name) {
        return names.contains(name) ? Optional.of(files.computeIfAbsent(name, this::read)) : Optional.empty();
    }

    private PageFile read(String name) {
        byte[] bytes = resource(name);
        if (bytes == null) {
            throw new IllegalStateException(name + " of the web page is not in the package");
        }
        return PageFile.of(name, bytes, resource(name + ".br"), resource(name + ".gz"));
    }

    private byte @Nullable [] resource(String name) {
        try (InputStream stream = loader.getResourceAsStream(FOLDER + name)) {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException("could not read " + name + " of the web page", failure);
        }
    }
}
