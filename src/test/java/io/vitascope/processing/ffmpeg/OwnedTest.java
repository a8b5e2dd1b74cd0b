package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;

final class OwnedTest {
    @Test
    void useAfterCloseIsAnExceptionAndNotACrash() throws FfmpegException {
        Ffmpeg.load();
        Owned<AVFrame> frame = Owned.frame();
        assertThat(Ffmpeg.livingHandles()).isEqualTo(1);

        frame.close();
        frame.close();

        assertThat(Ffmpeg.livingHandles()).isZero();
        assertThatIllegalStateException().isThrownBy(frame::get);
    }

    @Test
    void theBuildTellsItsVersionAndLicence() {
        assertThat(Ffmpeg.version()).startsWith("8.");
        assertThat(Ffmpeg.license()).contains("GPL");
        assertThat(Ffmpeg.hasEncoder("aac")).isTrue();
        assertThat(Ffmpeg.hasEncoder("no-such-encoder")).isFalse();
    }
}
