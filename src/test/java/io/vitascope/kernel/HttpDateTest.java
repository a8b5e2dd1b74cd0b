package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    @Test
    void theDayHasTwoDigitsAndWhatIsWrittenIsRead() {
        Instant time = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(HttpDate.of(time.plusMillis(750))).isEqualTo("Sun, 01 Mar 2026 10:00:00 GMT");
        assertThat(HttpDate.parse("Sun, 01 Mar 2026 10:00:00 GMT")).contains(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-03-01T10:00:00Z"})
    void whatIsNoDateIsNone(String header) {
        assertThat(HttpDate.parse(header)).isEmpty();
    }
}
