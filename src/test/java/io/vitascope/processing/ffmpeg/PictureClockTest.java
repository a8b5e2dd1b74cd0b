package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Times of copied pictures that a container has rounded to milliseconds. */
@ExtendWith(NoLivingHandles.class)
final class PictureClockTest {
    private static final TimeBase MILLISECONDS = new TimeBase(1, 1_000);
    private static final FrameRate FILM = new FrameRate(24_000, 1_001);

    private final PictureClock clock = PictureClock.even(MILLISECONDS, FILM);

    @Test
    void roundedTimesOfAConstantRateBecomeExactHoweverLongItIs() throws Exception {
        assertThat(clock.timeBase()).isEqualTo(new TimeBase(1, 24_000));
        for (int i = 0; i < 200_000; i++) {
            assertThat(time(Math.round(i * 1_001 / 24.0))).isEqualTo(i * 1_001L);
        }
    }

    @Test
    void whereTheFirstPictureIsRoundedUpOthersAreNotTakenForOff() throws Exception {
        // 2.0 pictures are 83.417 ms; each is 0.4 ms early as the container has it, or 0.6 ms late.
        for (int i = 2; i < 5_000; i++) {
            assertThat(time((long) Math.floor(i * 1_001 / 24.0 + 0.6))).isEqualTo(i * 1_001L);
        }
    }

    @Test
    void aPauseKeepsThePlacesBehindIt() throws Exception {
        assertThat(time(0)).isZero();
        assertThat(time(Math.round(100 * 1_001 / 24.0))).isEqualTo(100_100);
    }

    @Test
    void fromTheFirstPictureOnThatIsOutOfPlaceTimesStayAsTheyAre() throws Exception {
        assertThat(time(0)).isZero();
        assertThat(time(42)).isEqualTo(1_001);
        assertThat(time(90)).isEqualTo(90 * 24);
        assertThat(time(125)).isEqualTo(125 * 24);
    }

    @Test
    void aRateThatIsALittleOffIsLeftToItself() throws Exception {
        assertOff(i -> Math.round(i * 1_000 / 24.0), 30);
    }

    @Test
    void aPictureThatBeginsBesideTheGridStaysThere() throws Exception {
        assertThat(time(20)).isEqualTo(20 * 24);
        assertThat(time(62)).isEqualTo(62 * 24);
    }

    /** From some picture on at the latest. */
    private void assertOff(IntToLongFunction ms, int from) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            long time = time(ms.applyAsLong(i));
            assertThat(Math.abs(time - ms.applyAsLong(i) * 24)).isLessThanOrEqualTo(i < from ? 24 : 0);
        }
    }

    private long time(long ms) throws FfmpegException {
        try (Owned<AVPacket> packet = Owned.packet()) {
            packet.get().pts(ms);
            packet.get().dts(ms);
            packet.get().duration(42);
            clock.time(packet.get());
            assertThat(packet.get().dts()).isEqualTo(packet.get().pts());
            return packet.get().pts();
        }
    }
}
