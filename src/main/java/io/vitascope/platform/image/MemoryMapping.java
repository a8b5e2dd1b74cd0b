package io.vitascope.platform.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of a process's memory, as Linux tells it in {@code /proc/<pid>/smaps}.
 *
 * @param file empty if there is none
 * @param ownKib what is not the file's, or not any more
 */
record MemoryMapping(long fromAddress, long toAddress, boolean writable, String file, long ownKib) {

    private static final Pattern HEAD = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ \\S+ *(.*)");
    private static final Pattern OWN = Pattern.compile("Anonymous: *([0-9]+) kB");

    static List<MemoryMapping> in(List<String> smaps) {
        List<MemoryMapping> mappings = new ArrayList<>();
        Matcher mapping = HEAD.matcher("");
        for (String line : smaps) {
            Matcher head = HEAD.matcher(line);
            Matcher own = OWN.matcher(line);
            if (head.matches()) {
                mapping = head;
            } else if (own.matches()) {
                mappings.add(new MemoryMapping(
                        Long.parseUnsignedLong(mapping.group(1), 16),
                        Long.parseUnsignedLong(mapping.group(2), 16),
                        mapping.group(3).contains("w"),
                        mapping.group(4),
                        Long.parseLong(own.group(1))));
            }
        }
        return mappings;
    }

    /** Whether all of it can be read from that file again. */
    boolean repeats(String program) {
        return file.equals(program) && !writable && ownKib == 0;
    }
}
