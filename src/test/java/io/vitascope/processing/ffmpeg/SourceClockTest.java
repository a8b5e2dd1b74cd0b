package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets of 40 ms, in milliseconds. */
@ExtendWith(NoLivingHandles.class)
class SourceClockTest {
    private static final int PICTURE = 0;
    private static final int SOUND = 1;

    @BeforeAll
    static void loadLibraries() throws FfmpegException {
        Ffmpeg.load();
    }

    /** Where a packet lies afterwards. */
    private static long move(SourceClock clock, int stream, long ms) throws FfmpegException {
        try (Owned<AVPacket> owned = Owned.packet()) {
            AVPacket packet = owned.get();
            packet.stream_index(stream);
            packet.pts(ms);
            packet.dts(ms);
            packet.duration(40);
            packet.flags(AV_PKT_FLAG_KEY);
            clock.move(packet, new TimeBase(1, 1_000));
            assertThat(packet.pts()).isIn(packet.dts(), AV_NOPTS_VALUE);
            return packet.dts();
        }
    }

    private static void play(SourceClock clock, int stream, long fromMs, long untilMs) throws FfmpegException {
        for (long ms = fromMs; ms < untilMs; ms += 40) {
            move(clock, stream, ms);
        }
    }

    @Test
    void aPacketOfTheFormerPartMayComeAfterTheFirstOnesOfTheNext() throws FfmpegException {
        SourceClock clock = new SourceClock(true, false, 0);
        play(clock, PICTURE, 0, 6_000);
        play(clock, SOUND, 0, 5_960);

        assertThat(move(clock, PICTURE, 0)).isEqualTo(6_000);
        assertThat(move(clock, SOUND, 5_960)).isEqualTo(5_960);
        assertThat(move(clock, SOUND, 0)).isEqualTo(6_000);
        assertThat(move(clock, PICTURE, 40)).isEqualTo(6_040);
        assertThat(clock.jumps()).isEqualTo(1);
    }

    @Test
    void aSoundThatHadEndedLongBeforeFindsThePictureOfTheNextPart() throws FfmpegException {
        SourceClock clock = new SourceClock(true, false, 0);
        play(clock, SOUND, 0, 1_000);
        play(clock, PICTURE, 0, 30_000);

        assertThat(move(clock, PICTURE, 0)).isEqualTo(30_000);
        assertThat(move(clock, SOUND, 0)).isEqualTo(30_000);
        assertThat(move(clock, PICTURE, 40)).isEqualTo(30_040);
    }

    @Test
    void aSoundThatWentOnForLongerMakesTheNextPartBeginBehindIt() throws FfmpegException {
        SourceClock clock = new SourceClock(true, false, 0);
        play(clock, PICTURE, 5_000, 7_000);
        play(clock, SOUND, 5_000, 7_400);

        assertThat(move(clock, PICTURE, 0)).isEqualTo(7_000);
        assertThat(move(clock, SOUND, 0)).isEqualTo(7_400);
        assertThat(move(clock, PICTURE, 40)).isEqualTo(7_440);
        assertThat(move(clock, SOUND, 40)).isEqualTo(7_440);
    }

    @Test
    void oneTimeThatIsHoursAwayLeavesTheOtherStreamAlone() throws FfmpegException {
        SourceClock clock = new SourceClock(true, false, 0);
        play(clock, PICTURE, 0, 2_000);
        play(clock, SOUND, 0, 2_000);

        assertThat(move(clock, SOUND, 12_000_000)).isEqualTo(2_000);
        assertThat(move(clock, PICTURE, 2_000)).isEqualTo(2_000);
        assertThat(move(clock, SOUND, 2_040)).isEqualTo(2_040);
        assertThat(move(clock, PICTURE, 2_040)).isEqualTo(2_040);
    }

    @Test
    void whereTheClockStandsStillPacketsFollowEachOther() throws FfmpegException {
        SourceClock clock = new SourceClock(false, false, 0);
        play(clock, PICTURE, 0, 1_000);

        assertThat(move(clock, PICTURE, 1_000)).isEqualTo(1_000);
        assertThat(move(clock, PICTURE, 1_000)).isEqualTo(1_000);
        assertThat(move(clock, PICTURE, 1_000)).isEqualTo(1_040);
        assertThat(move(clock, PICTURE, 1_000)).isEqualTo(1_080);
    }
}
