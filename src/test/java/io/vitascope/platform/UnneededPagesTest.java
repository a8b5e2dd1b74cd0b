package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnneededPagesTest {

    private static final String MAPPINGS = """
            00400000-00410000 r--p 00000000 fe:00 1234                       /opt/vitascope/vitascope
            00410000-059af000 r-xp 00010000 fe:00 1234                       /opt/vitascope/vitascope
            7efc77680000-7efc7920c000 rw-p 07e50000 fe:00 1234               /opt/vitascope/vitascope
            7efc80600000-7efc81280000 rw-p 00000000 00:00 0
            7f0474e2b000-7f0474f81000 r-xp 00026000 fe:00 99                 /usr/lib/x86_64-linux-gnu/libc.so.6
            7ffd1a1f0000-7ffd1a1f2000 r-xp 00000000 00:00 0                  [vdso]
            """;

    @Test
    void onlyWhatIsOfTheExecutableAndCannotBeWrittenIsGivenUp() {
        assertThat(UnneededPages.readOnly(MAPPINGS, "/opt/vitascope/vitascope"))
                .containsExactly(
                        new UnneededPages.Mapping(0x00400000L, 0x00410000L),
                        new UnneededPages.Mapping(0x00410000L, 0x059af000L));
    }
}
