package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What players cannot take as it is, and has to be encoded. */
@ExtendWith(NoLivingHandles.class)
final class CopyCheckTest {
    private static final MediaLimits LIMITS = MediaLimits.defaults();
    /** Of a track of Matroska, in nanoseconds. */
    private static final int DEFAULT_DURATION_OF_FOUR_BYTES = 0x23e38384;

    @TempDir
    private Path folder;

    @Test
    void aPictureThatIsTurnedOrOfPixelsThatAreNotSquareIsEncoded() throws Exception {
        assertThat(why(clip("turned.mp4").matrix(0, 1, -1, 0))).contains("turned");
        assertThat(why(clip("wide.mp4").pixelAspect(4, 3))).contains("square");
    }

    /** As a program writes it that takes the ticks of its clock for pictures. */
    @Test
    void aHeaderThatTellsTooManyPicturesIsOverruledByThePackets() throws Exception {
        Path clip = clip("clip.mkv").format("matroska").make();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(clip));
        int usual = 0;
        while (bytes.getInt(usual) != DEFAULT_DURATION_OF_FOUR_BYTES) {
            usual++;
        }
        assertThat(bytes.getInt(usual + 4)).isEqualTo(40_000_000);
        Files.write(clip, bytes.putInt(usual + 4, 1_000_000).array());

        assertThat(CopyCheck.check(clip, Probe.probe(clip, LIMITS), 10_000_000, LIMITS)
                        .why())
                .isEmpty();
    }

    @Test
    void coloursThatOnlySomePlayersShowRightAreEncoded() throws Exception {
        assertThat(why(clip("hlg.mp4").tagged(AVCOL_PRI_BT2020, AVCOL_TRC_ARIB_STD_B67, AVCOL_SPC_BT2020_NCL)))
                .contains("colours");
        assertThat(why(clip("pq.mkv")
                        .format("matroska")
                        .tagged(AVCOL_PRI_BT2020, AVCOL_TRC_SMPTE2084, AVCOL_SPC_BT2020_NCL)))
                .contains("colours");
        assertThat(why(clip("wide.mp4").tagged(AVCOL_PRI_BT2020, AVCOL_TRC_BT709, AVCOL_SPC_BT2020_NCL)))
                .contains("colours");
        for (int[] common : new int[][] {
            {AVCOL_PRI_BT709, AVCOL_TRC_BT709, AVCOL_SPC_BT709},
            {AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED, AVCOL_SPC_UNSPECIFIED},
            {AVCOL_PRI_BT470BG, AVCOL_TRC_SMPTE170M, AVCOL_SPC_BT470BG}
        }) {
            Path clip =
                    clip("common.mp4").tagged(common[0], common[1], common[2]).make();
            assertThat(CopyCheck.check(clip, Probe.probe(clip, LIMITS), 10_000_000, LIMITS)
                            .picture())
                    .isTrue();
        }
    }

    @Test
    void aPictureThatItsContainerCropsIsEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").cropped(0, 20, 0, 0))).isEqualTo("its container crops it");
    }

    @Test
    void aCodecThatIsNotH264IsEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").codec("mpeg4"))).isEqualTo("its codec is mpeg4");
    }

    @Test
    void aProfileAboveHighIsEncoded() throws Exception {
        assertThat(why(clip("deep.mp4").pixels(AV_PIX_FMT_YUV420P10LE))).startsWith("its profile is High 10 at");
        assertThat(why(clip("tall.mp4").pixels(AV_PIX_FMT_YUV422P))).startsWith("its profile is High 4:2:2 at");
        assertThat(why(clip("full.mp4").pixels(AV_PIX_FMT_YUV444P)))
                .startsWith("its profile is High 4:4:4 Predictive at");
    }

    @Test
    void aPictureWithoutColoursIsEncodedAsOneWithThem() throws Exception {
        for (String name : new String[] {"gray.mp4", "gray.mkv", "gray.ts"}) {
            String format = name.endsWith("mp4") ? "mp4" : name.endsWith("mkv") ? "matroska" : "mpegts";
            assertThat(why(clip(name).format(format).pixels(AV_PIX_FMT_GRAY8))).isEqualTo("its pixels are gray");
        }
    }

    @Test
    void fullRangeIsEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").pixels(AV_PIX_FMT_YUVJ420P))).isEqualTo("its pixels are yuvj420p");
    }

    @Test
    void aLevelThatPhonesDoNotDecodeIsEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").encoderOptions("level", "5.0"))).isEqualTo("its profile is High at level 50");
    }

    @Test
    void fieldsAreEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").interlaced())).isEqualTo("it is interlaced");
    }

    @Test
    void keyframesThatAreTooFarApartAreEncoded() throws Exception {
        for (String format : new String[] {"mp4", "matroska"}) {
            assertThat(why(clip("long." + format).format(format).frames(250, 25).gop(250)))
                    .contains("keyframes");
        }
    }

    @Test
    void aPictureWhoseContainerTellsOnlyWhenItIsDecodedIsEncoded() throws Exception {
        assertThat(why(clip("clip.avi").format("avi"))).contains("shown");
    }

    @Test
    void moreThanSixtyPicturesASecondAreEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").frames(150, 100))).contains("60 pictures");
    }

    @Test
    void aPictureThatEndsLongBeforeItsSoundIsEncoded() throws Exception {
        assertThat(why(clip("clip.mp4").frames(100, 25).audio(10, 2))).contains("long after its picture");
    }

    @Test
    void aPictureOfMoreBitsThanItNeedsIsEncoded() throws Exception {
        Path rich = clip("clip.mp4").make();
        assertThat(why(rich, 1_000)).contains("bit rate");
    }

    @Test
    void aSourceThatBeginsBeforeItsFirstKeyframeIsEncoded() throws Exception {
        Path clip = clip("clip.ts").format("mpegts").frames(100, 25).audio(4, 2).make();
        byte[] bytes = Files.readAllBytes(clip);
        int cut = bytes.length / 3 / 188 * 188;
        Path rest = Files.write(folder.resolve("rest.ts"), Arrays.copyOfRange(bytes, cut, bytes.length));
        assertThat(why(rest, 10_000_000)).isEqualTo("it does not begin with a keyframe");
    }

    private TestClips clip(String name) {
        return TestClips.in(folder, name);
    }

    private static String why(TestClips clip) throws FfmpegException {
        return why(clip.make(), 10_000_000);
    }

    private static String why(Path clip, long maxBitRate) throws FfmpegException {
        Copyable copyable = CopyCheck.check(clip, Probe.probe(clip, LIMITS), maxBitRate, LIMITS);
        assertThat(copyable.picture()).isFalse();
        return copyable.why();
    }
}
