package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLivingHandles.class)
final class SnapshotTest {
    @TempDir
    private Path folder;

    private static BufferedImage still(Path clip, long timeUs, int maxWidth) throws FfmpegException, IOException {
        return ImageIO.read(
                new ByteArrayInputStream(Snapshot.at(clip, timeUs, 0, Still.jpeg(maxWidth), MediaLimits.defaults())));
    }

    private static Color colour(BufferedImage image, double x, double y) {
        return new Color(image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())));
    }

    /** Red until 1.2 s, which is on no keyframe, then blue until 3 s. */
    private Path redThenBlue() throws FfmpegException {
        return TestClips.in(folder, "clip")
                .frames(75, 25)
                .paint((frame, x, y, width, height) -> frame < 30 ? TestClips.RED : TestClips.BLUE)
                .make();
    }

    @Test
    void thePictureOfAMomentIsThePictureThatWasShownThen() throws FfmpegException, IOException {
        Path clip = redThenBlue();

        assertThat(colour(still(clip, 1_180_000, 320), 0.5, 0.5).getRed()).isGreaterThan(200);
        assertThat(colour(still(clip, 1_220_000, 320), 0.5, 0.5).getBlue()).isGreaterThan(200);
        assertThat(colour(still(clip, 60_000_000, 320), 0.5, 0.5).getBlue()).isGreaterThan(200);
    }

    @Test
    void itIsNotAKeyframeNearThatMomentWhereNoIndexTellsOfKeyframes() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .format("mpegts")
                .mpeg2()
                .gop(10)
                .paint((frame, x, y, width, height) -> frame >= 22 && frame < 29 ? TestClips.RED : TestClips.BLUE)
                .make();

        assertThat(colour(still(clip, 1_000_000, 320), 0.5, 0.5).getRed()).isGreaterThan(200);
        assertThat(colour(still(clip, 1_100_000, 320), 0.5, 0.5).getRed()).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 700})
    void itIsFoundBehindAJumpOfABroadcastsClockAndInAnotherCodec(int firstPid) throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "first")
                .format("mpegts")
                .startingAt(50)
                .paint((frame, x, y, width, height) -> frame < 20 ? TestClips.BLUE : TestClips.WHITE)
                .make();
        Path second = TestClips.in(folder, "second")
                .format("mpegts")
                .mpeg2()
                .numberedFrom(firstPid)
                .paint((frame, x, y, width, height) -> frame < 30 ? TestClips.RED : TestClips.GREEN)
                .make();
        Files.write(clip, Files.readAllBytes(second), StandardOpenOption.APPEND);

        assertThat(dominant(clip, 700_000)).isEqualTo("blue");
        assertThat(dominant(clip, 1_500_000)).isEqualTo("all");
        assertThat(dominant(clip, 2_500_000)).isEqualTo("red");
        assertThat(dominant(clip, 3_500_000)).isEqualTo("green");
        assertThat(dominant(clip, 9_000_000)).isEqualTo("green");
    }

    @Test
    void aPartOfAnotherShapeHasBarsAsInTheVideo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "first").format("mpegts").make();
        Path upright = TestClips.in(folder, "second")
                .format("mpegts")
                .size(180, 320)
                .paint((frame, x, y, width, height) -> TestClips.WHITE)
                .make();
        Files.write(clip, Files.readAllBytes(upright), StandardOpenOption.APPEND);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(
                Snapshot.at(clip, 3_000_000, 4_000_000, Still.jpeg(320), MediaLimits.defaults())));

        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(image.getHeight()).isEqualTo(180);
        assertThat(colour(image, 0.5, 0.5).getGreen()).isGreaterThan(230);
        assertThat(colour(image, 0.25, 0.5).getGreen()).isLessThan(25);
    }

    private static String dominant(Path clip, long timeUs) throws FfmpegException, IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(
                Snapshot.at(clip, timeUs, 4_000_000, Still.jpeg(320), MediaLimits.defaults())));
        Color colour = colour(image, 0.5, 0.5);
        int most = Math.max(colour.getRed(), Math.max(colour.getGreen(), colour.getBlue()));
        if (Math.min(colour.getRed(), Math.min(colour.getGreen(), colour.getBlue())) > 200) {
            return "all";
        }
        return most == colour.getRed() ? "red" : most == colour.getGreen() ? "green" : "blue";
    }

    @Test
    void aFileWhoseTimesBeginBeforeZeroHasAllItsPictures() throws FfmpegException, IOException {
        Path clip = redThenBlue();
        Path early = TestMux.in(folder, "early.mkv")
                .take(clip, 0, "", "")
                .later(-700_000)
                .take(clip, 1, "", "")
                .later(-700_000)
                .make();

        assertThat(colour(still(early, 0, 320), 0.5, 0.5).getRed()).isGreaterThan(200);
        assertThat(colour(still(early, 2_500_000, 320), 0.5, 0.5).getBlue()).isGreaterThan(200);
        assertThat(colour(still(early, 3_000_000, 320), 0.5, 0.5).getBlue()).isGreaterThan(200);
    }

    @Test
    void aTextThatBeginsBeforeThePictureDoesNotMoveTheMoment() throws FfmpegException, IOException {
        Path clip = redThenBlue();
        Path later = TestMux.in(folder, "later.mkv")
                .take(clip, 0, "", "")
                .later(2_000_000)
                .take(clip, 1, "", "")
                .later(2_000_000)
                .text("subrip", "eng", "", 0, new TestMux.Line(1_300, 1_500, "Before"))
                .make();

        assertThat(colour(still(later, 1_100_000, 320), 0.5, 0.5).getRed()).isGreaterThan(200);
        assertThat(colour(still(later, 1_300_000, 320), 0.5, 0.5).getBlue()).isGreaterThan(200);
    }

    @Test
    void aStillIsUprightInTrueColoursAndNotEnlarged() throws FfmpegException, IOException {
        BufferedImage image =
                still(TestClips.in(folder, "clip").matrix(0, 1, -1, 0).make(), 500_000, 1000);

        assertThat(image.getWidth()).isEqualTo(180);
        assertThat(image.getHeight()).isEqualTo(320);
        Color corner = colour(image, 0.75, 0.25);
        assertThat(corner.getRed()).isGreaterThan(235);
        assertThat(corner.getGreen()).isLessThan(20);
        assertThat(corner.getBlue()).isLessThan(20);
        Color white = colour(image, 0.25, 0.75);
        assertThat(white.getGreen()).isGreaterThan(245);
    }

    @Test
    void aStillThatCoversItsBoxLosesWhatSticksOut() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").make();
        Still square = new Still(100, 100, true, Still.Format.JPEG);
        Still large = new Still(1_000, 2_000, true, Still.Format.JPEG);

        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Snapshot.at(clip, 0, 0, square, MediaLimits.defaults())));
        assertThat(image.getWidth()).isEqualTo(100);
        assertThat(image.getHeight()).isEqualTo(100);
        assertThat(colour(image, 0.4, 0.4).getRed()).isGreaterThan(200);
        assertThat(colour(image, 0.6, 0.6).getGreen()).isGreaterThan(200);

        image = ImageIO.read(new ByteArrayInputStream(Snapshot.at(clip, 0, 0, large, MediaLimits.defaults())));
        assertThat(image.getWidth()).isEqualTo(90);
        assertThat(image.getHeight()).isEqualTo(180);
    }

    @Test
    void aStillMayBeAWebp() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").make();

        byte[] webp = Snapshot.at(clip, 0, 0, new Still(160, 0, false, Still.Format.WEBP), MediaLimits.defaults());

        assertThat(new String(webp, 0, 16, StandardCharsets.ISO_8859_1))
                .startsWith("RIFF")
                .endsWith("WEBPVP8 ");
    }

    @Test
    void aStillOfWidePixelsHasSquareOnes() throws FfmpegException, IOException {
        BufferedImage image =
                still(TestClips.in(folder, "clip").pixelAspect(2, 1).make(), 0, 400);

        assertThat(image.getWidth()).isEqualTo(400);
        assertThat(image.getHeight()).isEqualTo(112);
    }

    private static byte[] poster(Path clip) throws FfmpegException {
        Still still = Still.jpeg(320);
        Poster ofKeyframes = Snapshot.posterOfKeyframes(clip, still, MediaLimits.defaults());
        return Snapshot.orOneBetween(ofKeyframes, clip, still, MediaLimits.defaults())
                .bytes();
    }

    @Test
    void thePosterIsNotTheBlackBeginning() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(100, 25)
                .paint((frame, x, y, width, height) ->
                        frame < 50 ? TestClips.BLACK : TestClips.corners(frame, x, y, width, height))
                .make();

        byte[] jpeg = poster(clip);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        assertThat(colour(image, 0.25, 0.25).getRed()).isGreaterThan(200);
    }

    /** Small squares of all shades, reddish; or the same shades without an edge, greenish. */
    private static int[] shades(boolean sharp, int x, int y) {
        int squares = 48 + (x / 8 * 7_919 + y / 8 * 104_729) % 160;
        int waves = (int) (128 + 80 * Math.sin(x / 40.0) * Math.cos(y / 30.0));
        return sharp ? new int[] {squares, 100, 180} : new int[] {waves, 100, 80};
    }

    @Test
    void thePosterIsSharp() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(150, 25)
                .paint((frame, x, y, width, height) -> shades(frame >= 75 && frame < 100, x, y))
                .make();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(poster(clip)));

        Color seen = colour(image, 0.5, 0.5);
        assertThat(seen.getRed()).isGreaterThan(seen.getGreen());
    }

    @Test
    void thePosterIsNotFromAFade() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(150, 25)
                .paint((frame, x, y, width, height) -> {
                    int[] full = TestClips.corners(frame, x, y, width, height);
                    double share = Math.min(1, Math.min(frame, 149 - frame) / 70.0);
                    return new int[] {
                        (int) (16 + (full[0] - 16) * share),
                        (int) (128 + (full[1] - 128) * share),
                        (int) (128 + (full[2] - 128) * share)
                    };
                })
                .make();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(poster(clip)));

        assertThat(colour(image, 0.75, 0.75).getRed()).isGreaterThan(200);
    }

    @Test
    void theCoverOfASoundIsItsPoster() throws FfmpegException, IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(poster(TestCover.on(folder))));

        assertThat(image.getWidth()).isEqualTo(320);
        assertThat(colour(image, 0.25, 0.25).getRed()).isGreaterThan(200);
    }

    @Test
    void aFilmWithOneKeyframeInTheDarkStillGetsAPoster() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .gop(1000)
                .paint((frame, x, y, width, height) ->
                        frame < 10 ? TestClips.BLACK : TestClips.corners(frame, x, y, width, height))
                .make();

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(poster(clip)));

        assertThat(colour(image, 0.25, 0.25).getRed()).isGreaterThan(200);
    }

    @Test
    void whatWasCutOutBetweenTwoKeyframesGetsAPoster() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").frames(100, 25).gop(250).make();
        TestEdits.write(clip, new TestEdits.Edit(2_000, 1_000));

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(poster(clip)));

        assertThat(colour(image, 0.25, 0.25).getRed()).isGreaterThan(200);
    }

    @Test
    void soundHasNoStill() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").noVideo().make();

        FfmpegException refusal = catchThrowableOfType(
                FfmpegException.class, () -> Snapshot.at(clip, 0, 0, Still.jpeg(320), MediaLimits.defaults()));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.NO_STREAMS);
    }
}
