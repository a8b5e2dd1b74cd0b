package io.vitascope.processing;

import io.vitascope.kernel.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names the code that makes tracks: a hash of our own classes and of the names, with versions, of the libraries.
 * Another build may cut or encode differently, and what two builds made is never put into one video.
 */
final class EngineBuild {

    private static final String OURS = "io/vitascope/processing";

    private EngineBuild() {}

    static String current() {
        return Executable.isThis() ? of(Executable.path()) : of(ChildClassPath.find());
    }

    /** A native executable has all in it; reading 200 MB at every start would be dear, and its time changes with it. */
    static String of(Path executable) {
        try {
            String identity = Files.size(executable) + "|" + Files.getLastModifiedTime(executable);
            return Sha256.hex(identity, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param classPath of a child process */
    static String of(String classPath) {
        try {
            MessageDigest hash = Sha256.begin();
            boolean ours = true;
            for (String place : classPath.split(File.pathSeparator, -1)) {
                Path path = Path.of(place);
                if (ours) {
                    addContent(hash, path);
                } else {
                    hash.update(String.valueOf(path.getFileName()).getBytes(StandardCharsets.UTF_8));
                }
                ours = false;
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addContent(MessageDigest hash, Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            hash.update(Files.readAllBytes(place));
            return;
        }
        try (Stream<Path> files = Files.walk(place.resolve(OURS))) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : sorted) {
                hash.update(Files.readAllBytes(file));
            }
        }
    }
}
