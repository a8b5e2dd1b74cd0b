package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FunctionPointer;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/**
 * JavaCPP's glue allocates the classes that FFmpeg's jars list for native-image without a constructor, and calls
 * functions among them by name; neither is said in those lists. After a new version of FFmpeg, {@code ./mvnw test
 * -Dtest=NativeMetadataTest -Drewrite} writes the files anew.
 */
class NativeMetadataTest {

    private static final Path METADATA = Path.of("src/main/resources/META-INF/native-image/io.vitascope/vitascope");
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"(org\\.bytedeco\\.[^\"]+)\"");
    private static final List<String> LIBRARIES =
            List.of("javacpp", "avutil", "avcodec", "avformat", "avfilter", "avdevice", "swscale", "swresample");

    @Test
    void everyClassThatTheLibrariesListCanBeAllocated() throws Exception {
        assertIsWritten(
                "reflect-config.json",
                bindings().map(type -> "{\"name\": \"" + type.getName() + "\", \"unsafeAllocated\": true}"));
    }

    @Test
    void everyFunctionAmongThemCanBeCalledBack() throws Exception {
        assertIsWritten(
                "jni-config.json",
                bindings()
                        .filter(FunctionPointer.class::isAssignableFrom)
                        .filter(type -> Stream.of(type.getDeclaredMethods())
                                .map(Method::getName)
                                .anyMatch("call"::equals))
                        .map(type -> "{\"name\": \"" + type.getName() + "\", \"methods\": [{\"name\": \"call\"}]}"));
    }

    private static void assertIsWritten(String name, Stream<String> entries) throws IOException {
        String expected = entries.collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(METADATA.resolve(name), expected);
        }
        assertThat(METADATA.resolve(name)).hasContent(expected);
    }

    private static Stream<Class<?>> bindings() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String library : LIBRARIES) {
            for (String flavor : List.of("", "-gpl")) {
                String list = "META-INF/native-image/" + Loader.getPlatform() + flavor + "/jni" + library
                        + "/jni-config.json";
                for (URL place : Collections.list(Loader.class.getClassLoader().getResources(list))) {
                    try (InputStream in = place.openStream()) {
                        NAME.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                                .results()
                                .forEach(match -> names.add(match.group(1)));
                    }
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(200);
        return names.stream().flatMap(NativeMetadataTest::load);
    }

    /** A list may name what this version's bindings no longer have. */
    private static Stream<Class<?>> load(String name) {
        try {
            return Stream.of(Class.forName(name, false, NativeMetadataTest.class.getClassLoader()));
        } catch (ClassNotFoundException gone) {
            return Stream.empty();
        }
    }
}
