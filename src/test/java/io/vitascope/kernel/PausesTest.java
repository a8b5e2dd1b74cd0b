package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {

    private final Pauses pauses = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(5));

    @Test
    void eachIsTwiceAsLongAsTheOneBeforeUpToTheLongest() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(pauses::after))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 5L, 5L);
    }

    @Test
    void failuresWithoutEndAreNoOverflow() {
        assertThat(pauses.after(Integer.MAX_VALUE)).hasSeconds(5);
    }
}
