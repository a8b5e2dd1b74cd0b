package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OrientationTest {
    private static final int ONE = 1 << 16;

    @Test
    void quarterTurnsAreReadClockwise() {
        assertThat(Orientation.ofMatrix(ONE, 0, 0, ONE)).isEqualTo(new Orientation(0, false));
        assertThat(Orientation.ofMatrix(0, ONE, -ONE, 0)).isEqualTo(new Orientation(90, false));
        assertThat(Orientation.ofMatrix(-ONE, 0, 0, -ONE)).isEqualTo(new Orientation(180, false));
        assertThat(Orientation.ofMatrix(0, -ONE, ONE, 0)).isEqualTo(new Orientation(270, false));
    }

    @Test
    void mirrorsAreReadAsATurnAndASwapOfLeftAndRight() {
        assertThat(Orientation.ofMatrix(-ONE, 0, 0, ONE)).isEqualTo(new Orientation(0, true));
        assertThat(Orientation.ofMatrix(ONE, 0, 0, -ONE)).isEqualTo(new Orientation(180, true));
    }

    @Test
    void aMatrixThatFlattensThePictureIsIgnored() {
        assertThat(Orientation.ofMatrix(0, 0, 0, 0)).isEqualTo(Orientation.UPRIGHT);
    }
}
