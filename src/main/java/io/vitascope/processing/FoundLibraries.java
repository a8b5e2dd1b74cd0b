package io.vitascope.processing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the first child process has found FFmpeg's libraries, so that later ones take them from there instead of
 * looking for each in the class path: half a second of a processor in a native executable, a twentieth in a JVM.
 *
 * <p>Threads: safe for all.
 */
final class FoundLibraries {

    /** What is loaded by its plain name then; JavaCPP makes links of such names where it unpacks. */
    private static final List<String> NAMES =
            List.of("avutil", "swresample", "swscale", "avcodec", "avformat", "avfilter");

    private volatile List<Path> folders = List.of();

    /** @param told by a child that works; nothing, if it did not have to look for them */
    void learn(List<String> told) {
        List<Path> places = told.stream().map(Path::of).toList();
        if (NAMES.stream().allMatch(name -> isIn(places, name) && isIn(places, "jni" + name))) {
            folders = places;
        }
    }

    private static boolean isIn(List<Path> places, String library) {
        String file = System.mapLibraryName(library);
        return places.stream().anyMatch(place -> Files.exists(place.resolve(file)));
    }

    /** Options of a child; none as long as nothing is known, or when somebody has emptied the place since. */
    List<String> toUse() {
        List<Path> known = folders;
        if (known.isEmpty() || !known.stream().allMatch(Files::isDirectory)) {
            return List.of();
        }
        String path = String.join(
                File.pathSeparator, known.stream().map(Path::toString).toList());
        return List.of("-Djava.library.path=" + path, "-Dorg.bytedeco.javacpp.findlibraries=false");
    }
}
