package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

final class FrameGridTest {
    private static final TimeBase MS = new TimeBase(1, 1000);

    private static FrameGrid at(int perSecond) {
        return new FrameGrid(MS, new TimeBase(1, perSecond), 60_000_000);
    }

    @Test
    void framesHalfWayBetweenTwoPlacesDoNotFlicker() throws FfmpegException {
        FrameGrid grid = at(25);

        // 25 frames a second, half a frame late, with a millisecond of jitter.
        for (int i = 0; i < 100; i++) {
            assertThat(grid.place(20 + i * 40L + i % 3 - 1, 40) - i).isBetween(0L, 1L);
        }
        assertThat(grid.endPlace(0)).isBetween(100L, 101L);
    }

    @Test
    void ofTwoFramesOnOnePlaceTheLaterIsDropped() throws FfmpegException {
        FrameGrid grid = at(25);

        assertThat(grid.place(0, 40)).isZero();
        assertThat(grid.place(5, 40)).isEqualTo(FrameGrid.DROPPED);
        assertThat(grid.place(40, 40)).isEqualTo(1);
    }

    @Test
    void ofTwiceTheRateEverySecondFrameIsShownAtItsTime() throws FfmpegException {
        FrameGrid fine = new FrameGrid(new TimeBase(1, 15_360), new TimeBase(1, 60), 60_000_000);
        FrameGrid coarse = at(60);

        for (int i = 0; i < 100; i++) {
            long place = i % 2 == 0 ? i / 2 : FrameGrid.DROPPED;
            assertThat(fine.place(i * 128L, 128)).isEqualTo(place);
            assertThat(coarse.place(Math.round(i * 1000 / 120.0), 8)).isEqualTo(place);
        }
    }

    @Test
    void timesThatGoBackAreDropped() throws FfmpegException {
        FrameGrid grid = at(25);
        grid.place(400, 40);

        assertThat(grid.place(80, 40)).isEqualTo(FrameGrid.DROPPED);
    }

    @Test
    void aFrameThatEndsBeforeTheBeginningIsDropped() throws FfmpegException {
        assertThat(at(25).place(-80, 40)).isEqualTo(FrameGrid.DROPPED);
        assertThat(at(25).place(-20, 40)).isZero();
    }

    @Test
    void theLastFrameLastsNoLongerThanTheSourceSays() throws FfmpegException {
        FrameGrid grid = at(25);
        grid.place(0, 4000);

        assertThat(grid.endPlace(2_000_000)).isEqualTo(50);
    }

    @Test
    void aTimeBeyondTheLimitStopsTheJob() {
        FfmpegException stop = catchThrowableOfType(FfmpegException.class, () -> at(25).place(3_600_000, 40));

        assertThat(stop.reason()).isEqualTo(FfmpegException.Reason.TOO_LARGE);
    }
}
