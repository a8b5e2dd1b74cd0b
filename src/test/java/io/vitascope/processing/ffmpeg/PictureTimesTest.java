package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTimesTest {

    private static List<Long> wanted(LongPredicate times, long endMs, long stepMs) {
        return LongStream.iterate(0, ms -> ms < endMs, ms -> ms + stepMs)
                .filter(ms -> times.test(ms * 1_000))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "30,1", "400,1", "401,2", "3600,10", "7200,20", "86400,240", "864000,2160"})
    void aLongerVideoHasLongerIntervals(long seconds, long interval) {
        assertThat(SamplingInterval.intervalUs(seconds * 1_000_000, 400)).isEqualTo(interval * 1_000_000);
    }

    @Test
    void theFirstPictureOfEveryIntervalIsWanted() {
        assertThat(wanted(SamplingInterval.of(5_000_000, 400), 5_000, 40))
                .containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
        assertThat(wanted(SamplingInterval.of(5_000_000, 400), 5_000, 700))
                .containsExactly(0L, 1_400L, 2_100L, 3_500L, 4_200L);
    }

    @Test
    void aVideoThatIsLongerThanItSaysDoublesItsIntervals() {
        SamplingInterval times = SamplingInterval.of(4_000_000, 4);

        assertThat(wanted(times, 20_000, 100))
                .containsExactly(
                        0L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 6_000L, 7_000L, 8_000L, 10_000L, 12_000L, 14_000L,
                        16_000L);
        assertThat(times.intervalUs()).isEqualTo(4_000_000);
    }

    @Test
    void momentsAreSpreadOverTheVideoAndLastThreeSecondsInAll() {
        List<Long> times = wanted(Moments.of(100_000_000), 100_000, 20);

        assertThat(times).hasSize(30).contains(9_700L, 10_200L, 29_700L, 49_700L, 69_700L, 89_700L, 90_200L);
    }

    @Test
    void aShortVideoIsOneMoment() {
        assertThat(wanted(Moments.of(2_000_000), 2_000, 40))
                .hasSize(20)
                .startsWith(0L)
                .endsWith(1_920L);
        assertThat(wanted(Moments.of(0), 60_000, 40)).hasSize(30).startsWith(0L).endsWith(2_920L);
    }

    @Test
    void aSlideShowIsPreviewedByWhateverSlideComesNext() {
        Moments moments = Moments.of(100_000_000);

        assertThat(wanted(moments, 100_000, 7_000)).containsExactly(14_000L, 35_000L, 56_000L, 70_000L, 91_000L);
        assertThat(moments.shownUs(14_000_000)).isEqualTo(500_000);
        assertThat(moments.shownUs(35_000_000)).isEqualTo(1_100_000);
    }
}
