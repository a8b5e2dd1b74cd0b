package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures as cameras and programs store them, and players do not show them. */
@ExtendWith(NoLivingHandles.class)
final class OddPicturesTest extends Transcoding {
    private static final int GREY = 126;

    @ParameterizedTest
    @ValueSource(ints = {AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P})
    void deepAndFullColoursBecomeThoseThatEveryPlayerKnows(int pixels) throws FfmpegException {
        transcode(TestClips.in(folder, "clip").pixels(pixels).noAudio().make(), rung("video", 320, 180));

        MediaInfo.VideoStream made = Probe.probe(workspace.resolve("video.mp4"), MediaLimits.defaults())
                .mainVideo()
                .orElseThrow();
        assertThat(made.pixelFormat()).isEqualTo("yuv420p");
        assertThat(made.profile()).isEqualTo("High");
        DecodedFile.Picture picture = watch("video").pictures.get(20);
        assertThat(DecodedFile.near(picture.topLeft(), TestClips.RED)).isTrue();
        assertThat(DecodedFile.near(picture.topRight(), TestClips.GREEN)).isTrue();
        assertThat(DecodedFile.near(picture.bottomLeft(), TestClips.BLUE)).isTrue();
        assertThat(DecodedFile.near(picture.bottomRight(), TestClips.WHITE)).isTrue();
    }

    /** As of a camera that has forgotten them in the stream. */
    @ParameterizedTest
    @ValueSource(strings = {"matroska", "mp4"})
    void coloursThatOnlyTheContainerTellsAreAsGoodAsThoseOfTheStream(String format) throws FfmpegException {
        TestClips hdr = TestClips.in(folder, "clip")
                .format(format)
                .codec("libx265")
                .encoderOptions("preset", "ultrafast", "x265-params", "log-level=none")
                .pixels(AV_PIX_FMT_YUV420P10LE)
                .paint((frame, x, y, width, height) -> new int[] {GREY, 128, 128})
                .frames(5, 25)
                .noAudio();
        Path inStream = hdr.tagged(AVCOL_PRI_BT2020, AVCOL_TRC_ARIB_STD_B67, AVCOL_SPC_BT2020_NCL)
                .make();
        transcode(inStream, rung("told", 320, 180));
        Path silent = hdr.taggedByContainer(AVCOL_PRI_BT2020, AVCOL_TRC_ARIB_STD_B67, AVCOL_SPC_BT2020_NCL)
                .make();
        assertThat(Probe.probe(silent, MediaLimits.defaults())
                        .mainVideo()
                        .orElseThrow()
                        .hdr())
                .isTrue();

        transcode(silent, rung("silent", 320, 180));

        int told = watch("told").pictures.get(2).topLeft()[0];
        assertThat(told).isNotCloseTo(GREY, within(8));
        assertThat(watch("silent").pictures.get(2).topLeft()[0]).isCloseTo(told, within(2));
    }

    @ParameterizedTest
    @CsvSource({"5, 0, true", "8, 1, false"})
    void dolbyVisionWithoutABaseThatOthersShowIsWarnedOf(int profile, int compatibility, boolean warned)
            throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .codec("libx265")
                .encoderOptions("preset", "ultrafast", "x265-params", "log-level=none")
                .pixels(AV_PIX_FMT_YUV420P10LE)
                .dolbyVision(profile, compatibility)
                .frames(5, 25)
                .noAudio()
                .make();

        transcode(clip, rung("video", 320, 180));

        assertThat(notes.warnings).isEqualTo(warned ? List.of("colours") : List.of());
    }

    /** Between two fields an edge moves 3 pixels on: of lines that are left as they were, every other one is behind. */
    @Test
    void theLinesOfAFrameAreOfOneMoment() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("mpegts")
                .interlacedMpeg2()
                .noAudio()
                .paint((frame, x, y, width, height) -> x < (2 * frame + y % 2) * 3 ? TestClips.WHITE : TestClips.BLACK)
                .make();

        transcode(clip, rung("video", 320, 180));

        assertThat(combs(clip)).hasSize(50).allMatch(comb -> comb > 1.5);
        assertThat(combs(workspace.resolve("video.mp4"))).hasSize(50).allMatch(comb -> comb < 0.5);
    }

    /** As captures of video tapes have it: the codec knows nothing of fields. */
    @Test
    void theLinesOfAFrameAreOfOneMomentAlsoWhereOnlyTheContainerTellsOfFields() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .codec("ffvhuff")
                .interlaced()
                .frames(10, 25)
                .noAudio()
                .paint((frame, x, y, width, height) -> x < (2 * frame + y % 2) * 3 ? TestClips.WHITE : TestClips.BLACK)
                .make();

        transcode(clip, rung("video", 320, 180));

        assertThat(combs(clip).subList(1, 10)).allMatch(comb -> comb > 1.5);
        assertThat(combs(workspace.resolve("video.mp4"))).hasSize(10).allMatch(comb -> comb < 0.5);
    }

    /** Of each picture, how much a line differs from the mean of its neighbours, on the average. */
    private static List<Double> combs(Path file) throws FfmpegException {
        List<Double> combs = new ArrayList<>();
        DecodedFile.of(file, frame -> combs.add(comb(frame)));
        return combs;
    }

    private static double comb(AVFrame frame) {
        int stride = frame.linesize(0);
        ByteBuffer luma = frame.data(0).capacity((long) stride * frame.height()).asByteBuffer();
        double sum = 0;
        for (int y = 1; y + 1 < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int at = y * stride + x;
                int around = (luma.get(at - stride) & 0xff) + (luma.get(at + stride) & 0xff);
                sum += Math.abs((luma.get(at) & 0xff) - around / 2.0);
            }
        }
        return sum / frame.width() / (frame.height() - 2);
    }

    /** Samples of colour cover two lines and two columns; of the last ones, black here, there is only one. */
    @Test
    void ofAnOddSizeTheLastLineAndColumnAreLeftOut() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .codec("libvpx")
                .size(161, 121)
                .noAudio()
                .paint((frame, x, y, width, height) ->
                        x == 160 || y == 120 ? TestClips.BLACK : TestClips.corners(frame, x, y, width, height))
                .make();

        transcode(clip, rung("video", 160, 120));

        List<Integer> lastLuma = new ArrayList<>();
        DecodedFile.of(
                workspace.resolve("video.mp4"),
                frame -> lastLuma.add(frame.data(0).get(119L * frame.linesize(0) + 159) & 0xff));
        assertThat(lastLuma).hasSize(50).allMatch(luma -> luma > 200);
    }

    @Test
    void widePixelsBecomeSquareOnes() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("mpegts")
                .mpeg2()
                .size(180, 144)
                .pixelAspect(64, 45)
                .noAudio()
                .make();

        transcode(clip, rung("video", 256, 144));

        DecodedFile seen = watch("video");
        assertThat(seen.pictures).hasSize(50);
        assertThat(seen.pictures.get(0).width()).isEqualTo(256);
        assertThat(DecodedFile.near(seen.pictures.get(9).bottomRight(), TestClips.WHITE))
                .isTrue();
    }
}
