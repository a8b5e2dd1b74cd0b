package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FidelitySamplesTest {
    private static final FrameRate RATE = new FrameRate(25, 1);
    private static final long SEGMENT_US = 4_000_000;

    @Test
    void aShortClipHasOneSampleOfAFewPictures() {
        FidelitySamples samples = of(10_000_000, 640, 360);
        assertThat(segmentsOf(samples, 3)).hasSize(1);
        assertThat(samples.pictures()).isEqualTo(6);
    }

    @Test
    void aFilmHasTenSamplesOfASecondSpreadEvenly() {
        FidelitySamples samples = of(3_600_000_000L, 640, 360);
        assertThat(segmentsOf(samples, 900)).hasSize(10).startsWith(45L, 135L);
        assertThat(samples.pictures()).isEqualTo(25);
    }

    @Test
    void aboutTwoInAHundredPicturesAreComparedAtMost() {
        for (long seconds = 15; seconds < 3_000; seconds += 7) {
            FidelitySamples samples = of(seconds * 1_000_000, 640, 360);
            long compared = segmentsOf(samples, seconds / 4).length * (long) samples.pictures();
            assertThat(compared).isLessThanOrEqualTo(Math.round(seconds * 25 * 0.02) + 2L * samples.pictures());
        }
    }

    @Test
    void largePicturesAreFewerSoThatTheyFitIntoMemory() {
        assertThat(of(3_600_000_000L, 3840, 2160).pictures()).isEqualTo(2);
    }

    @Test
    void aPictureTooSmallToBeJudgedHasNone() {
        assertThat(segmentsOf(of(60_000_000, 48, 28), 15)).isEmpty();
        assertThat(segmentsOf(of(60_000_000, 64, 48), 15)).isNotEmpty();
    }

    private static FidelitySamples of(long durationUs, int width, int height) {
        VideoRung rung = new VideoRung("video", width, height, 23, 1_000_000, VideoEncoder.X264, Quality.BALANCED, 1);
        return FidelitySamples.of(durationUs, SEGMENT_US, RATE, rung);
    }

    private static Long[] segmentsOf(FidelitySamples samples, long segments) {
        return LongStream.range(0, Math.max(1, segments))
                .filter(samples::has)
                .boxed()
                .toArray(Long[]::new);
    }
}
