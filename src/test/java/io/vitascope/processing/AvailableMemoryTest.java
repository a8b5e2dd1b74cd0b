package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {

    @TempDir
    Path root;

    @Test
    void theLimitOfTheContainerCounts() throws IOException {
        write("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:         1000000 kB\n");
        write("sys/fs/cgroup/memory.max", "4294967296\n");
        assertThat(AvailableMemory.bytes(root)).hasValue(4L << 30);
    }

    @Test
    void withoutALimitTheMachineCounts() throws IOException {
        write("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:         1000000 kB\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(AvailableMemory.bytes(root)).hasValue(16_000_000L << 10);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(AvailableMemory.bytes(root)).hasValue(16_000_000L << 10);
    }

    @Test
    void whereNobodyTellsItIsUnknown() {
        assertThat(AvailableMemory.bytes(root)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
