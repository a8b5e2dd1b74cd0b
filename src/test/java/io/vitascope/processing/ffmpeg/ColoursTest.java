package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColoursTest {

    @BeforeAll
    static void load() {
        Ffmpeg.load();
    }

    @ParameterizedTest
    @CsvSource({"1920,1080", "1280,720", "720,1280", "1280,536", "1280,544", "536,1280", "720,720", "800,600"})
    void silentPicturesOfHighDefinitionAreOfItsColours(int width, int height) {
        Colours colours = of(width, height, AVCOL_SPC_UNSPECIFIED).explicit();
        assertThat(colours.matrix()).isEqualTo(AVCOL_SPC_BT709);
        assertThat(colours.primaries()).isEqualTo(AVCOL_PRI_BT709);
    }

    @ParameterizedTest
    @CsvSource({"720,576", "1024,576", "854,480", "360,640", "640,360", "720,304"})
    void silentPicturesOfStandardDefinitionAreOfItsColours(int width, int height) {
        Colours colours = of(width, height, AVCOL_SPC_UNSPECIFIED).explicit();
        assertThat(colours.matrix()).isEqualTo(AVCOL_SPC_SMPTE170M);
        assertThat(colours.primaries()).isEqualTo(AVCOL_PRI_SMPTE170M);
    }

    @Test
    void whatAPictureTellsOfItsColoursCounts() {
        assertThat(of(1920, 1080, AVCOL_SPC_BT470BG).explicit().matrix()).isEqualTo(AVCOL_SPC_BT470BG);
        assertThat(of(320, 180, AVCOL_SPC_BT709).explicit().matrix()).isEqualTo(AVCOL_SPC_BT709);
    }

    private static Colours of(int width, int height, int matrix) {
        AVCodecParameters codec = avcodec_parameters_alloc();
        codec.width(width);
        codec.height(height);
        codec.format(AV_PIX_FMT_YUV420P);
        codec.color_space(matrix);
        try {
            return Colours.of(codec);
        } finally {
            avcodec_parameters_free(codec);
        }
    }
}
