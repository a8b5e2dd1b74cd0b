package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of pictures or of sound without a container around them. */
@ExtendWith(NoLivingHandles.class)
final class BareStreamsTest extends Transcoding {

    /** Thirty pictures a second for three seconds, black until the second one. */
    private TestClips blackThenWhite(String name, String format) {
        return TestClips.in(folder, name)
                .format(format)
                .frames(90, 30)
                .noAudio()
                .paint((frame, x, y, width, height) -> frame < 60 ? TestClips.BLACK : TestClips.WHITE);
    }

    private Path pictures(String format) throws FfmpegException {
        TestClips clip = blackThenWhite(format, format);
        return format.equals("mpeg2video") ? clip.mpeg2().make() : clip.make();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264", "mpeg2video"})
    void picturesWithoutAContainerAreShownAtTheRateThatTheirCodecTells(String format) throws FfmpegException {
        Path clip = pictures(format);

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        MediaInfo.VideoStream video =
                Probe.probe(clip, MediaLimits.defaults()).mainVideo().orElseThrow();
        assertThat(video.frameRate().perSecond()).isEqualTo(30);
        assertThat(result.durationUs()).isBetween(2_990_000L, 3_010_000L);
        assertThat(framesOf(result, "video")).isEqualTo(90);
        assertThat(watch("video").firstUs(TestClips.WHITE)).isBetween(1_990_000L, 2_010_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264", "mpeg2video"})
    void thePictureOfAMomentIsFoundInThemToo(String format) throws FfmpegException, IOException {
        Path clip = pictures(format);

        assertThat(stillAt(clip, 1_900_000).getRed()).isLessThan(40);
        assertThat(stillAt(clip, 2_100_000).getRed()).isGreaterThan(200);
        assertThat(stillAt(clip, 0).getRed()).isLessThan(40);
    }

    private static Color stillAt(Path clip, long timeUs) throws FfmpegException, IOException {
        BufferedImage image = ImageIO.read(
                new ByteArrayInputStream(Snapshot.at(clip, timeUs, 0, Still.jpeg(320), MediaLimits.defaults())));
        return new Color(image.getRGB(image.getWidth() / 2, image.getHeight() / 2));
    }

    /** Pictures that are shown when they are decoded. */
    @Test
    void thoseThatAreRightForPlayersAlreadyArePassedOn() throws FfmpegException {
        Path clip = blackThenWhite("video.264", "h264").notReordered().make();

        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());

        assertThat(CopyCheck.check(clip, info, 50_000_000, MediaLimits.defaults())
                        .picture())
                .isTrue();
    }
}
