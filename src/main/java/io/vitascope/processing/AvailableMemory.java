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

    private static Stream<String> text(Path file) {
        try {
            return Stream.of(Files.readString(file));
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
