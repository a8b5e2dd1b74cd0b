package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisExaminationTest {

    private static final String WELL = """
        # Server
        redis_version:7.4.2
        aof_enabled:1
        aof_last_write_status:ok
        maxmemory:0
        used_memory:1000
        maxmemory_policy:noeviction
        """;

    @Test
    void aRedisThatKeepsWhatItIsToldIsFine() {
        assertThat(judge(WELL)).extracting(Finding::level).containsOnly(Level.OK);
    }

    @Test
    void whateverLosesDataIsAnErrorWithAnAdvice() {
        List<Finding> findings = judge(WELL.replace("aof_enabled:1", "aof_enabled:0")
                .replace("noeviction", "allkeys-lru")
                .replace("7.4.2", "6.2.0")
                .replace("status:ok", "status:err"));

        assertThat(findings).hasSize(4).allSatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.ERROR);
            assertThat(finding.advice()).isNotEmpty();
        });
    }

    @Test
    void aNearlyFullRedisIsAWarning() {
        assertThat(judge(WELL.replace("maxmemory:0", "maxmemory:1100")))
                .filteredOn(finding -> finding.level() == Level.WARNING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("91 %"));
    }

    private static List<Finding> judge(String info) {
        return RedisExamination.judge(RedisExamination.parse(info));
    }
}
