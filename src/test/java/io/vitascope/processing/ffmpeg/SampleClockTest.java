package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Blocks of 1024 samples at 44.1 kHz, as containers time them. */
class SampleClockTest {

    @Test
    void millisecondsDoNotMakeGapsBetweenBlocks() {
        SampleClock clock = new SampleClock(new TimeBase(1, 1_000), 44_100, 1_024);
        for (int block = 0; block < 10_000; block++) {
            long rounded = Math.round(block * 1_024 / 44.1);
            assertThat(clock.time(rounded)).isEqualTo(block * 1_024L);
        }
    }

    @Test
    void aRealGapStaysOne() {
        SampleClock clock = new SampleClock(new TimeBase(1, 1_000), 44_100, 1_024);
        clock.time(0);
        assertThat(clock.time(500)).isEqualTo(22_050);
    }

    @Test
    void soundThatBeginsBeforeThePictureKeepsItsDistance() {
        SampleClock clock = new SampleClock(new TimeBase(1, 48_000), 48_000, 1_024);
        assertThat(clock.time(-1_024)).isEqualTo(-1_024);
        assertThat(clock.time(0)).isZero();
    }
}
