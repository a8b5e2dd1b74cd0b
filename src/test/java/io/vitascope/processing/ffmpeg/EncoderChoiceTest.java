package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLivingHandles.class)
class EncoderChoiceTest {

    @Test
    void nobodyGetsHardwareWithoutAskingForIt() {
        assertThat(EncoderChoice.of("auto")).isEqualTo(new EncoderChoice(VideoEncoder.software(), ""));
    }

    @Test
    void anEncoderThatDoesNotWorkHereIsReplacedAndTheReasonIsTold() {
        assumeTrue(!Files.exists(Path.of("/dev/nvidia0")) && VideoEncoder.NVENC.isInThisBuild());
        EncoderChoice choice = EncoderChoice.of("h264_nvenc");
        assertThat(choice.encoder()).isEqualTo(VideoEncoder.software());
        assertThat(choice.whyNot()).startsWith("h264_nvenc: ").contains("libcuda");
    }

    @Test
    void whoeverAsksForAnyHardwareHearsWhyEachOfItDoesNotWork() {
        assumeTrue(!Files.exists(Path.of("/dev/dri")) && !Files.exists(Path.of("/dev/nvidia0")));
        EncoderChoice choice = EncoderChoice.of("auto-hardware");
        assumeTrue(!choice.encoder().isHardware());
        for (VideoEncoder tried : VideoEncoder.hardware()) {
            assertThat(choice.whyNot()).contains(tried.ffmpegName() + ": ");
        }
    }

    @Test
    void whatCannotMakeH264IsAMistake() {
        assertThatThrownBy(() -> EncoderChoice.of("libsvtav1")).isInstanceOf(IllegalArgumentException.class);
    }
}
