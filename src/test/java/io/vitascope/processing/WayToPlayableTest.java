package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The line of the log that tells where the time went. */
class WayToPlayableTest {

    @Test
    void everyStepLastsFromTheOneBeforeIt() {
        WayToPlayable way = new WayToPlayable(0);
        way.passed("planned", millis(300));
        way.passed("first segment", millis(420));
        way.passed("all tracks", millis(450));
        assertThat(way.describe(Duration.ofMillis(500)))
                .isEqualTo("after 500 ms: waited 50, planned 300, first segment 120, all tracks 30");
    }

    @Test
    void onlyTheFirstTimeOfAStepCounts() {
        WayToPlayable way = new WayToPlayable(0);
        way.passed("first segment", millis(100));
        way.passed("first segment", millis(900));
        assertThat(way.describe(Duration.ofMillis(100))).isEqualTo("after 100 ms: waited 0, first segment 100");
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
