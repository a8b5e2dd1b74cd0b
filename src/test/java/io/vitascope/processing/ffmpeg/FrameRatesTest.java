package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FrameRatesTest {
    private static long[] every(double us, int count) {
        return LongStream.range(0, count).map(i -> Math.round(i * us)).toArray();
    }

    private static FrameRate rate(int num, int den) {
        return new FrameRate(num, den);
    }

    private static FrameRates.Choice constant(int num, int den) {
        return new FrameRates.Choice(rate(num, den), false);
    }

    private static FrameRates.Choice variable(int num, int den) {
        return new FrameRates.Choice(rate(num, den), true);
    }

    @Test
    void aConstantRateStays() {
        assertThat(FrameRates.choose(rate(25, 1), rate(25, 1), every(40_000, 50)))
                .isEqualTo(constant(25, 1));
        assertThat(FrameRates.choose(rate(179, 6), rate(179, 6), new long[0])).isEqualTo(constant(179, 6));
    }

    @Test
    void aRateWithinAHairOfAStandardOneBecomesThatOne() {
        assertThat(FrameRates.choose(rate(2997, 100), rate(2997, 100), new long[0]))
                .isEqualTo(constant(30_000, 1001));
    }

    @Test
    void aRateAboveSixtyIsHalved() {
        assertThat(FrameRates.choose(rate(120, 1), rate(120, 1), new long[0])).isEqualTo(constant(60, 1));
        assertThat(FrameRates.choose(rate(240_000, 1001), rate(240_000, 1001), new long[0]))
                .isEqualTo(constant(60_000, 1001));
    }

    @Test
    void aPhoneThatSkipsFramesInTheDarkKeepsTheRateItWasBuiltOn() {
        assertThat(FrameRates.choose(rate(22, 1), rate(30, 1), new long[0])).isEqualTo(variable(30, 1));
    }

    @Test
    void aSlideShowOfTwoFramesASecondIsNotEncodedAtAHundredAndTwenty() {
        assertThat(FrameRates.choose(rate(5249, 2633), rate(120, 1), new long[0]))
                .isEqualTo(variable(24, 1));
    }

    @Test
    void aHeaderThatClaimsAThousandFramesIsOverruledByThePackets() {
        long[] milliseconds = LongStream.range(0, 30)
                .map(i -> Math.round(i * 100 / 3.0) * 1000)
                .toArray();

        assertThat(FrameRates.choose(rate(1000, 1), rate(60, 1), milliseconds)).isEqualTo(constant(30, 1));
    }

    @Test
    void fieldsCountedAsFramesAreOverruledByThePackets() {
        assertThat(FrameRates.choose(rate(25, 1), rate(50, 1), every(40_000, 50)))
                .isEqualTo(constant(25, 1));
    }

    @Test
    void aLastPictureOfNoLengthDoesNotMakeTheOthersFaster() {
        assertThat(FrameRates.choose(rate(5_000, 199), rate(25, 1), every(40_000, 200)))
                .isEqualTo(constant(25, 1));
    }

    @Test
    void lengthsThatAreRoundedToMillisecondsDoNotMakePicturesFaster() {
        long[] milliseconds = LongStream.range(0, 300)
                .map(i -> Math.round(i * 100 / 3.0) * 1000)
                .toArray();

        assertThat(FrameRates.choose(rate(1_000, 33), rate(30, 1), milliseconds))
                .isEqualTo(constant(30, 1));
    }

    /** An edit of two recordings. */
    @Test
    void halfAtTwentyFourAndHalfAtSixtyIsSixty() {
        long[] times = new long[800];
        for (int i = 1; i < times.length; i++) {
            times[i] = times[i - 1] + (i < 240 ? 41_667 : 16_667);
        }

        assertThat(FrameRates.choose(rate(42, 1), rate(24, 1), times)).isEqualTo(variable(60, 1));
    }

    @Test
    void nothingKnownIsTwentyFour() {
        assertThat(FrameRates.choose(FrameRate.NONE, FrameRate.NONE, new long[0]))
                .isEqualTo(variable(24, 1));
    }

    @Test
    void aLastPictureThatIsHeldForSecondsDoesNotSlowTheOthers() {
        long[] times = new long[100];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 40_000L + (i == times.length - 1 ? 3_000_000 : 0);
        }

        FrameRates.Choice choice = FrameRates.choose(rate(100, 7), rate(25, 1), times);

        assertThat(choice.rate().perSecond()).isEqualTo(25);
    }

    @Test
    void aScreenOnWhichNothingMovesForLongIsStillRecordedAtItsRate() {
        long[] times = new long[100];
        for (int i = 1; i < times.length; i++) {
            times[i] = times[i - 1] + (i % 10 == 0 ? 9_000_000 : 33_333);
        }

        assertThat(FrameRates.choose(rate(10, 9), rate(30, 1), times)).isEqualTo(variable(30, 1));
    }

    /** A header of Matroska tells one rate, which may be an average. */
    @Test
    void aRecordingThatMovesForHalfOfItsPicturesHasTheRateOfThose() {
        long[] times = new long[1_000];
        for (int i = 1; i < times.length; i++) {
            times[i] = times[i - 1] + (i < 400 ? 500_000 : 16_667);
        }

        assertThat(FrameRates.choose(rate(76, 9), rate(76, 9), times)).isEqualTo(variable(60, 1));
        assertThat(FrameRates.choose(rate(76, 9), rate(2, 1), times)).isEqualTo(variable(60, 1));
    }
}
