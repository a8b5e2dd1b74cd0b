package io.vitascope.platform;

import io.quarkus.runtime.ImageMode;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;
import org.jboss.logging.Logger;

/**
 * Unmaps, once, what only the start of a native executable has needed of its own file: code and constants, two thirds of
 * what the process has resident. They stay in the kernel's cache of files, which gives them up for whoever needs the
 * memory; what is needed again is mapped again in a microsecond (docs/adr/0027).
 *
 * <p>Source: madvise(2), {@code MADV_DONTNEED} of private mappings of a file. Only those that cannot be written are
 * touched: of them no page differs from the file. Linux on a native executable; elsewhere nothing happens.
 */
@Singleton
final class UnneededPages {

    private static final Logger LOG = Logger.getLogger(UnneededPages.class);
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    /** Until what belongs to a start is over: the first child process, Kafka's clients. */
    private static final Duration REST = Duration.ofSeconds(4);

    private static final int DONT_NEED = 4;

    /** proc(5): from, to, permissions, offset, device, inode, path. */
    private static final Pattern READ_ONLY =
            Pattern.compile("(?m)^([0-9a-f]+)-([0-9a-f]+) r-[x-]p [0-9a-f]+ \\S+ \\d+ +(/.*)$");

    private final Vertx vertx;

    UnneededPages(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A part of this process's memory. */
    record Mapping(long from, long to) {}

    void release(@ObservesAsync HttpServerStart started) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN && Files.isReadable(MAPPINGS)) {
            vertx.setTimer(REST.toMillis(), rested -> release());
        }
    }

    private static void release() {
        try {
            String executable = String.valueOf(Files.readSymbolicLink(EXECUTABLE));
            for (Mapping mapping : readOnly(Files.readString(MAPPINGS), executable)) {
                Libc.forget(mapping);
            }
        } catch (IOException e) {
            LOG.debug("What the start has needed stays mapped", e);
        }
    }

    static List<Mapping> readOnly(String mappings, String executable) {
        return READ_ONLY
                .matcher(mappings)
                .results()
                .filter(mapping -> mapping.group(3).equals(executable))
                .map(UnneededPages::mapping)
                .toList();
    }

    private static Mapping mapping(MatchResult line) {
        return new Mapping(Long.parseUnsignedLong(line.group(1), 16), Long.parseUnsignedLong(line.group(2), 16));
    }

    /** Apart, because a JVM has none of these types. */
    private static final class Libc {

        @CFunction(value = "madvise", transition = CFunction.Transition.NO_TRANSITION)
        static native int advise(PointerBase from, UnsignedWord length, int advice);

        static void forget(Mapping mapping) {
            advise(WordFactory.pointer(mapping.from()), WordFactory.unsigned(mapping.to() - mapping.from()), DONT_NEED);
        }
    }
}
