package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** With its own heap, a quarter, and without what a child only reserves, 2.5 GB. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 6})
    void onASmallMachineNoChildTakesAllThereIs(long gigabytes) throws IOException {
        write("proc/meminfo", "MemTotal:       " + (gigabytes << 20) + " kB\n");
        long bytes = gigabytes << 30;
        long child = AvailableMemory.ofAChild(root);
        assertThat(child - 2_500_000_000L + bytes / 4).isLessThanOrEqualTo(bytes);
        assertThat(EngineExamination.memory(bytes, child).level()).isEqualTo(Level.OK);
        assertThat(EngineExamination.memory(bytes, 8L << 30).level()).isEqualTo(Level.WARNING);
    }

    @Test
    void onALargeMachineAChildTakesWhatAnyFileNeeds() throws IOException {
        assertThat(AvailableMemory.ofAChild(root)).isEqualTo(8L << 30);
        write("proc/meminfo", "MemTotal:       64000000 kB\n");
        assertThat(AvailableMemory.ofAChild(root)).isEqualTo(8L << 30);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
