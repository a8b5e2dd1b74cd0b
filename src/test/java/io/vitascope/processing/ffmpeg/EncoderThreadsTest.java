package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderThreadsTest {
    private static final long P1080 = 1920L * 1080;
    private static final long P720 = 1280L * 720;
    private static final long P480 = 854L * 480;
    private static final long P360 = 640L * 360;

    @Test
    void aLoneRungHasAllCores() {
        assertThat(EncoderThreads.shared(List.of(P1080), 8)).containsExactly(9);
        assertThat(EncoderThreads.shared(List.of(P1080), 1)).containsExactly(2);
    }

    @Test
    void aRungThatIsMoreThanOneCoreCanDoHasTwoThreads() {
        assertThat(EncoderThreads.shared(List.of(P1080, P720), 2)).containsExactly(2, 1);
        assertThat(EncoderThreads.shared(List.of(P1080, P720, P480, P360), 2)).containsExactly(2, 1, 1, 1);
        assertThat(EncoderThreads.shared(List.of(P1080, P720, P480, P360), 1)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void moreCoresAreSharedByTheWorkThatEachRungHas() {
        assertThat(EncoderThreads.shared(List.of(P1080, P720, P480, P360), 8)).containsExactly(5, 2, 1, 1);
    }

    @Test
    void noRungsNeedNoThreads() {
        assertThat(EncoderThreads.shared(List.of(), 4)).isEmpty();
    }
}
