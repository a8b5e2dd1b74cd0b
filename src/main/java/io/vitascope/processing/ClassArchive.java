package io.vitascope.processing;

import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.TranscodeOrder;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The child's classes as the JVM has them in memory once they are loaded and checked (class data sharing), in one file:
 * a child that begins with them needs little more than half the processor time until it works.
 *
 * <p>Made once for a JVM and a version of this application, by a child that works on a clip of our own, so that all
 * classes of a job are in it and nothing of a stranger's file. A JVM for which the file is not right starts without it.
 * Threads: safe for all.
 */
final class ClassArchive {

    /** Two pictures and a sound in six channels: the picture is copied, and encoded once; the sound is encoded. */
    private static final String CLIP = "training.mp4";

    private static final String PREFIX = "child-";
    private static final String SUFFIX = ".jsa";

    private final Path file;
    private final boolean possible;

    private ClassArchive(Path file, boolean possible) {
        this.file = file;
        this.possible = possible;
    }

    /** @param folder where it lies; made when needed */
    static ClassArchive in(Path folder, String classPath) {
        List<Path> jars =
                Stream.of(classPath.split(File.pathSeparator, -1)).map(Path::of).toList();
        // The JVM archives no class of a directory, which is where development and tests have theirs.
        boolean possible = jars.stream().allMatch(Files::isRegularFile);
        String name = PREFIX + (possible ? identity(jars) : "none") + SUFFIX;
        return new ClassArchive(folder.resolve(name), possible);
    }

    /** Of a child that is no JVM. */
    static ClassArchive none() {
        return new ClassArchive(Path.of(PREFIX + "none" + SUFFIX), false);
    }

    /** What the JVM compares before it takes an archive: itself, and place, size and age of every jar. */
    private static String identity(List<Path> jars) {
        StringBuilder all = new StringBuilder(Runtime.version().toString()).append(System.getProperty("java.home"));
        for (Path jar : jars) {
            try {
                all.append('|').append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    boolean isMissing() {
        return possible && !Files.exists(file);
    }

    /** Options of a child that shall begin with the archive, if there is one. */
    List<String> toUse() {
        return possible && Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
    }

    /** Options of the child that writes one to {@code target} when it ends. */
    static List<String> toWrite(Path target) {
        return List.of("-XX:ArchiveClassesAtExit=" + target);
    }

    /** The order that the writing child gets. The clip is put into {@code folder}, which is empty. */
    static Order training(Path folder) {
        try (InputStream in = ClassArchive.class.getResourceAsStream(CLIP)) {
            if (in == null) {
                throw new FileNotFoundException(CLIP + " is not in the package");
            }
            Path clip = folder.resolve(CLIP);
            Files.copy(in, clip);
            return Order.newBuilder()
                    .setSource(clip.toString())
                    .setTranscode(TranscodeOrder.newBuilder()
                            .setWorkspace(Files.createDirectory(folder.resolve("work"))
                                    .toString())
                            .addAllLadder(List.of("360p", "240p"))
                            .setSegmentDurationUs(4_000_000)
                            .setThreads(1)
                            .setQuality("speed")
                            .setEncoder("auto")
                            .setCopy(true))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a finished archive over, and drops those of other JVMs and versions. */
    void accept(Path written) {
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path other : files.filter(ClassArchive::isArchive).toList()) {
                    Files.deleteIfExists(other);
                }
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isArchive(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }
}
