package io.vitascope.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryMappingTest {

    private static final String PROGRAM = "/opt/a program";

    @Test
    void onlyWhatTheFileStillHasIsReadFromItAgain() {
        assertThat(MemoryMapping.in(List.of(
                        "00410000-0603d000 r-xp 00010000 fe:00 1078 " + PROGRAM,
                        "Size:              94392 kB",
                        "Anonymous:             0 kB",
                        "7f66b4480000-7f66b6c80000 r--p 06c40000 fe:00 1078 " + PROGRAM,
                        "Anonymous:             4 kB",
                        "7f66b6c80000-7f66b8702000 rw-p 08700000 fe:00 1078 " + PROGRAM,
                        "Anonymous:             0 kB",
                        "7f66c0000000-7f66c0001000 r--p 00000000 00:00 0 ",
                        "Anonymous:             0 kB")))
                .filteredOn(mapping -> mapping.repeats(PROGRAM))
                .containsExactly(new MemoryMapping(0x410000, 0x603d000, false, PROGRAM, 0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelTellsOfTheCodeOfThisProgram() throws Exception {
        String program = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
        assertThat(MemoryMapping.in(Files.readAllLines(Path.of("/proc/self/smaps"))))
                .anyMatch(mapping -> mapping.repeats(program));
    }
}
