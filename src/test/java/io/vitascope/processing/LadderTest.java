package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Ladder DEFAULT = Ladder.of(List.of("1080p", "720p", "480p", "360p"));

    @Test
    void aFullHdSourceGetsEveryStep() {
        assertThat(names(1920, 1080)).containsExactly("1080p", "720p", "480p", "360p");
    }

    @Test
    void aLargerSourceIsScaledDownToTheLargestStep() {
        assertThat(DEFAULT.rungs(3840, 2160, 30).get(0)).satisfies(rung -> {
            assertThat(rung.width()).isEqualTo(1920);
            assertThat(rung.height()).isEqualTo(1080);
        });
    }

    @Test
    void nothingIsScaledUp() {
        assertThat(DEFAULT.rungs(480, 270, 30)).singleElement().satisfies(rung -> {
            assertThat(rung.name()).isEqualTo("270p");
            assertThat(rung.width()).isEqualTo(480);
            assertThat(rung.height()).isEqualTo(270);
        });
    }

    @Test
    void aSourceBetweenTwoStepsKeepsItsOwnSizeAndTheCloseStepIsLeftOut() {
        assertThat(names(1024, 576)).containsExactly("576p", "480p", "360p");
        assertThat(names(960, 540)).containsExactly("540p", "360p");
    }

    @Test
    void aPortraitVideoIsMeasuredByItsShortSide() {
        Ladder.Rung second = DEFAULT.rungs(1080, 1920, 24).get(1);
        assertThat(second.name()).isEqualTo("720p");
        assertThat(second.width()).isEqualTo(720);
        assertThat(second.height()).isEqualTo(1280);
    }

    @Test
    void aWidePictureIsMeasuredByItsLongSide() {
        assertThat(sizes(1920, 804)).containsExactly("1080p 1920x804", "720p 1280x536", "480p 854x358", "360p 640x268");
        assertThat(sizes(3840, 1600))
                .containsExactly("1080p 1920x800", "720p 1280x534", "480p 854x356", "360p 640x266");
        assertThat(sizes(3840, 1080)).startsWith("1080p 1920x540", "720p 1280x360");
        assertThat(sizes(1080, 2592)).startsWith("1080p 800x1920");
        assertThat(sizes(8000, 1000)).startsWith("1080p 1920x240");
        assertThat(sizes(1600, 680)).startsWith("900p 1600x680", "720p 1280x544");
    }

    @Test
    void aPictureThatIsALittleWiderOrHigherThanTheLargestStepKeepsItsSize() {
        assertThat(sizes(2048, 1080)).startsWith("1080p 2048x1080", "720p 1280x676");
        assertThat(sizes(1920, 1088)).startsWith("1080p 1920x1088", "720p 1270x720");
        assertThat(Ladder.of(List.of("1440p")).rungs(3840, 2160, 30).get(0).width())
                .isEqualTo(2560);
    }

    @Test
    void noRungIsAboveWhatItsStepPromisesDecoders() {
        for (int[] source : new int[][] {
            {3840, 1600},
            {2560, 1080},
            {5120, 1440},
            {1080, 2592},
            {8000, 1000},
            {2048, 1080},
            {2880, 2160},
            {2000, 2000}
        }) {
            for (Ladder.Rung rung : DEFAULT.rungs(source[0], source[1], 60)) {
                long blocks = (rung.width() + 15) / 16 * (long) ((rung.height() + 15) / 16);
                assertThat(blocks).isLessThanOrEqualTo(8_704); // H.264, table A-1, level 4.2
            }
        }
    }

    @Test
    void aWidePictureIsCappedByTheShareOfTheStepThatItFills() {
        assertThat(DEFAULT.rungs(1920, 540, 30).get(0).maxBitRate()).isBetween(3_200_000L, 3_300_000L);
    }

    @Test
    void oddSizesBecomeEven() {
        assertThat(DEFAULT.rungs(161, 121, 30)).singleElement().satisfies(rung -> {
            assertThat(rung.width() % 2).isZero();
            assertThat(rung.height() % 2).isZero();
        });
    }

    @Test
    void aTinyPictureIsStillEncoded() {
        assertThat(DEFAULT.rungs(48, 28, 30)).singleElement().satisfies(rung -> {
            assertThat(rung.width()).isEqualTo(48);
            assertThat(rung.height()).isEqualTo(28);
            assertThat(rung.maxBitRate()).isEqualTo(100_000);
        });
    }

    @Test
    void fastMotionMayUseHalfAsManyBitsMore() {
        assertThat(DEFAULT.rungs(1920, 1080, 50).get(0).maxBitRate()).isEqualTo(8_250_000);
    }

    @Test
    void smallRenditionsOfAFastSourceHaveHalfItsFrames() {
        assertThat(DEFAULT.rungs(1920, 1080, 60))
                .extracting(Ladder.Rung::frameStep)
                .containsExactly(1, 1, 2, 2);
        assertThat(DEFAULT.rungs(1920, 1080, 60).get(2).maxBitRate()).isEqualTo(1_400_000);
        assertThat(DEFAULT.rungs(1920, 1080, 30))
                .extracting(Ladder.Rung::frameStep)
                .containsOnly(1);
        assertThat(DEFAULT.rungs(640, 480, 60))
                .extracting(Ladder.Rung::frameStep)
                .containsExactly(1, 2);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Ladder.of(List.of("999p")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("999p")
                .hasMessageContaining("1080p");
    }

    private static List<String> sizes(int width, int height) {
        return DEFAULT.rungs(width, height, 30).stream()
                .map(rung -> rung.name() + " " + rung.width() + "x" + rung.height())
                .toList();
    }

    private static List<String> names(int width, int height) {
        return DEFAULT.rungs(width, height, 30).stream().map(Ladder.Rung::name).toList();
    }

    @Test
    void aStepThatIsLeftOutSaysWhy() {
        Ladder ladder = Ladder.of(List.of("1080p", "720p", "480p", "360p"));
        List<Ladder.Rung> rungs = ladder.rungs(1024, 576, 25);
        assertThat(ladder.without(1024, 576, rungs, rungs.subList(0, 1)))
                .extracting(step -> step.name() + " " + step.reason())
                .containsExactly("1080p upscaling", "720p upscaling", "480p few-bits", "360p few-bits");
        List<Ladder.Rung> close = ladder.rungs(900, 500, 25);
        assertThat(ladder.without(900, 500, close, close))
                .extracting(step -> step.name() + " " + step.reason())
                .contains("480p too-close");
    }
}
