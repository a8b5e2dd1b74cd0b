package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_dict2;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLivingHandles.class)
class EncoderOptionsTest {

    @ParameterizedTest
    @EnumSource
    void everyOptionIsOneThatItsEncoderKnowsAndEveryValueOneThatItTakes(VideoEncoder encoder) throws FfmpegException {
        assumeTrue(encoder.isInThisBuild());
        for (Quality quality : Quality.values()) {
            VideoRung rung = new VideoRung("720p", 1280, 720, 22.5, 3_000_000, encoder, quality, 2);
            try (Owned<AVCodecContext> context = Owned.of(
                            "avcodec_alloc_context3",
                            avcodec_alloc_context3(avcodec_find_encoder_by_name(encoder.ffmpegName())),
                            pointer -> avcodec_free_context(pointer));
                    Options options = new Options()) {
                EncoderOptions.apply(encoder, context.get(), options, rung);
                assertThat(av_opt_set_dict2(context.get(), options.pointer(), AV_OPT_SEARCH_CHILDREN))
                        .isNotNegative();
                options.requireAllUsed(encoder.ffmpegName());
                assertThat(context.get().rc_max_rate()).isEqualTo(3_000_000);
                assertThat(context.get().rc_buffer_size()).isEqualTo(6_000_000);
            }
        }
    }
}
