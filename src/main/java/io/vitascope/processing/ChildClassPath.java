package io.vitascope.processing;

import com.google.protobuf.Message;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The few jars that a child process needs: our classes, protobuf, FFmpeg's bindings and its libraries.
 *
 * <p>Found from where their classes were loaded, which holds for a packaged application ({@code quarkus-app/lib/main}),
 * dev mode and tests alike. The libraries' jars hold no class; they lie beside those of the bindings and are called
 * like them with the platform added.
 */
final class ChildClassPath {

    private ChildClassPath() {}

    static String find() {
        Set<Path> path = new LinkedHashSet<>();
        path.add(locationOf("io/vitascope/processing/MediaChild.class", MediaChild.class));
        path.add(locationOf("com/google/protobuf/Message.class", Message.class));
        for (String binding : List.of("org/bytedeco/javacpp/Loader", "org/bytedeco/ffmpeg/global/avutil")) {
            Path jar = locationOf(binding + ".class", ChildClassPath.class);
            path.add(jar);
            path.addAll(sameNameWithSuffix(jar));
        }
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar or directory that holds {@code resource}. */
    private static Path locationOf(String resource, Class<?> neighbour) {
        ClassLoader loader = neighbour.getClassLoader();
        URL url = loader == null ? null : loader.getResource(resource);
        if (url == null) {
            throw new IllegalStateException(resource + " is on no class path; the package is incomplete");
        }
        String text = url.toString();
        try {
            if (text.startsWith("jar:")) {
                return Path.of(new URI(text.substring(4, text.indexOf("!/"))));
            }
            if (text.startsWith("file:")) {
                return Path.of(new URI(text.substring(0, text.length() - resource.length())));
            }
            CodeSource source = neighbour.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a place for classes: " + text, e);
        }
    }

    private static List<Path> sameNameWithSuffix(Path jar) {
        String stem = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
        Path directory = jar.toAbsolutePath().getParent();
        if (directory == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.startsWith(stem + "-") && name.endsWith(".jar");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
