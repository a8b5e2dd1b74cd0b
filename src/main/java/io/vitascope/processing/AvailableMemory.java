package io.vitascope.processing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What this machine, or the container that this process is in, has of memory. Source: Linux's cgroup v2 and v1, {@code
 * memory.max} and {@code memory.limit_in_bytes}, and proc(5).
 */
final class AvailableMemory {

    private static final List<String> LIMITS =
            List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes");
    /** Address space that a child process on a JVM reserves and does not use. */
    private static final long RESERVED_BYTES = 2_500_000_000L;

    private static final long MOST_OF_A_CHILD_BYTES = 8L << 30;
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d+) kB$");

    private AvailableMemory() {}

    /**
     * Bytes; empty where nobody tells, as outside of Linux.
     *
     * @param root of the file system
     */
    static OptionalLong bytes(Path root) {
        LongStream limits = LIMITS.stream()
                .map(root::resolve)
                .flatMap(AvailableMemory::text)
                .map(String::strip)
                // "max", for no limit, is no number; that of cgroup v1 is larger than any memory.
                .filter(limit -> limit.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong);
        LongStream total = text(root.resolve("proc/meminfo"))
                .map(TOTAL::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)) << 10);
        return LongStream.concat(limits, total).min();
    }

    /** What {@link #ofAChild(long)} says of what is here; 8 GiB where nobody tells. */
    static long ofAChild(Path root) {
        return bytes(root).stream().map(AvailableMemory::ofAChild).findFirst().orElse(MOST_OF_A_CHILD_BYTES);
    }

    /**
     * Address space with which no child process alone takes what there is, beside a server whose heap is a quarter of it;
     * 8 GiB at most.
     */
    static long ofAChild(long bytes) {
        return Math.min(MOST_OF_A_CHILD_BYTES, bytes / 4 * 3 + RESERVED_BYTES);
    }

    private static Stream<String> text(Path file) {
        try {
            return Stream.of(Files.readString(file));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
