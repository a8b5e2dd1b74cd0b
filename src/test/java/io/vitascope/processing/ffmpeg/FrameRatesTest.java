package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FrameRatesTest {
    private static long[] every(double us, int count) {
        return LongStream.range(0, count).map(i -> Math.round(i * us)).toArray();
    }

    private static FrameRates.Rate rate(int num, int den, boolean variable) {
        return new FrameRates.Rate(num, den, variable);
    }

    @Test
    void aConstantRateStays() {
        assertThat(FrameRates.choose(25, 1, 25, 1, every(40_000, 50))).isEqualTo(rate(25, 1, false));
        assertThat(FrameRates.choose(179, 6, 179, 6, new long[0])).isEqualTo(rate(179, 6, false));
    }

    @Test
    void aRateWithinAHairOfAStandardOneBecomesThatOne() {
        assertThat(FrameRates.choose(2997, 100, 2997, 100, new long[0])).isEqualTo(rate(30_000, 1001, false));
    }

    @Test
    void aRateAboveSixtyIsHalved() {
        assertThat(FrameRates.choose(120, 1, 120, 1, new long[0])).isEqualTo(rate(60, 1, false));
        assertThat(FrameRates.choose(240_000, 1001, 240_000, 1001, new long[0])).isEqualTo(rate(60_000, 1001, false));
    }

    @Test
    void aPhoneThatSkipsFramesInTheDarkKeepsTheRateItWasBuiltOn() {
        assertThat(FrameRates.choose(22, 1, 30, 1, new long[0])).isEqualTo(rate(30, 1, true));
    }

    @Test
    void aSlideShowOfTwoFramesASecondIsNotEncodedAtAHundredAndTwenty() {
        assertThat(FrameRates.choose(5249, 2633, 120, 1, new long[0])).isEqualTo(rate(24, 1, true));
    }

    @Test
    void aHeaderThatClaimsAThousandFramesIsOverruledByThePackets() {
        long[] milliseconds = LongStream.range(0, 30)
                .map(i -> Math.round(i * 100 / 3.0) * 1000)
                .toArray();

        assertThat(FrameRates.choose(1000, 1, 60, 1, milliseconds)).isEqualTo(rate(30, 1, false));
    }

    @Test
    void fieldsCountedAsFramesAreOverruledByThePackets() {
        assertThat(FrameRates.choose(25, 1, 50, 1, every(40_000, 50))).isEqualTo(rate(25, 1, false));
    }

    @Test
    void aLastPictureOfNoLengthDoesNotMakeTheOthersFaster() {
        assertThat(FrameRates.choose(5_000, 199, 25, 1, every(40_000, 200))).isEqualTo(rate(25, 1, false));
    }

    @Test
    void lengthsThatAreRoundedToMillisecondsDoNotMakePicturesFaster() {
        long[] milliseconds = LongStream.range(0, 300)
                .map(i -> Math.round(i * 100 / 3.0) * 1000)
                .toArray();

        assertThat(FrameRates.choose(1_000, 33, 30, 1, milliseconds)).isEqualTo(rate(30, 1, false));
    }

    @Test
    void nothingKnownIsTwentyFour() {
        assertThat(FrameRates.choose(0, 0, 0, 0, new long[0])).isEqualTo(rate(24, 1, true));
    }

    @Test
    void aLastPictureThatIsHeldForSecondsDoesNotSlowTheOthers() {
        long[] times = new long[100];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 40_000L + (i == times.length - 1 ? 3_000_000 : 0);
        }

        FrameRates.Rate rate = FrameRates.choose(100, 7, 25, 1, times);

        assertThat(rate.perSecond()).isEqualTo(25);
    }

    @Test
    void aScreenOnWhichNothingMovesForLongIsStillRecordedAtItsRate() {
        long[] times = new long[100];
        for (int i = 1; i < times.length; i++) {
            times[i] = times[i - 1] + (i % 10 == 0 ? 9_000_000 : 33_333);
        }

        assertThat(FrameRates.choose(10, 9, 30, 1, times)).isEqualTo(rate(30, 1, true));
    }
}
