package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of many channels in two. */
@ExtendWith(NoLivingHandles.class)
final class MixdownTest extends Transcoding {
    /** As FFmpeg orders 5.1: left, right, centre, low frequencies, and the two surrounds. */
    private static final int CENTRE = 2;

    /** The share of each of two equal channels in the power of one. */
    private static final double HALF_POWER = Math.sqrt(0.5);

    @Test
    void loudChannelsTogetherAreNotClipped() throws FfmpegException {
        transcode(TestClips.in(folder, "loud")
                .noVideo()
                .amplitude(0.7)
                .tone(seconds -> seconds >= 0.2)
                .audio(3, 6)
                .make());

        assertThat(peak(0, 3)).isBetween(0.85, 0.988);
    }

    @Test
    void dialogueInTheCentreKeepsItsLevel() throws FfmpegException {
        transcode(TestClips.in(folder, "centre")
                .noVideo()
                .amplitude(0.6)
                .onlyIn(CENTRE)
                .audio(3, 6)
                .make());

        assertThat(peak(0.5, 2.5)).isCloseTo(0.6 * HALF_POWER, within(0.02));
    }

    /** As editors export it. The left side sounds in the first second, the right one in the next. */
    @ParameterizedTest
    @CsvSource({"FL, FR", "mono, mono"})
    void leftAndRightAsTwoTracksAreOneSound(String left, String right) throws FfmpegException {
        Path film = TestMux.in(folder, "film.mov")
                .take(side("left", left, seconds -> seconds < 1), 0, "", "")
                .take(side("right", right, seconds -> seconds >= 1), 0, "", "")
                .make();

        transcode(film);

        DecodedFile heard = DecodedFile.of(workspace.resolve("audio.mp4"));
        assertThat(peak(heard.sound(), 0.2, 0.9)).isCloseTo(0.6, within(0.02));
        assertThat(peak(heard.sound(), 1.1, 1.9)).isLessThan(0.01);
        assertThat(peak(heard.rightSound(), 0.2, 0.9)).isLessThan(0.01);
        assertThat(peak(heard.rightSound(), 1.1, 1.9)).isCloseTo(0.6, within(0.02));
        assertThat(notes.ended).containsExactly("audio");
    }

    @Test
    void twoSoundsInTwoLanguagesAreNotTheSidesOfOne() throws FfmpegException {
        Path film = TestMux.in(folder, "film.mov")
                .take(side("left", "mono", seconds -> true), 0, "eng", "")
                .take(side("right", "mono", seconds -> true), 0, "ger", "")
                .make();

        MediaInfo info = Probe.probe(film, MediaLimits.defaults());

        assertThat(info.sounds()).hasSize(2).allMatch(sound -> sound.heardChannels() == 1);
    }

    @Test
    void aTrackThatIsSwitchedOffIsNoSideOfTheOneThatIsHeard() throws FfmpegException {
        Path film = TestMux.in(folder, "film.mov")
                .take(TestClips.in(folder, "picture").noAudio().make(), 0, "", "")
                .take(side("left", "mono", seconds -> true), 0, "", "")
                .take(side("right", "mono", seconds -> true), 0, "", "")
                .make();

        MediaInfo info = Probe.probe(film, MediaLimits.defaults());

        assertThat(info.sounds()).hasSize(2).allMatch(sound -> sound.heardChannels() == 1);
    }

    @Test
    void anOddNumberOfTracksIsNotInPairs() throws FfmpegException {
        Path sound = side("sound", "mono", seconds -> true);
        Path film = TestMux.in(folder, "film.mov")
                .take(sound, 0, "", "")
                .take(sound, 0, "", "")
                .take(sound, 0, "", "")
                .make();

        MediaInfo info = Probe.probe(film, MediaLimits.defaults());

        assertThat(info.sounds()).hasSize(3).allMatch(one -> one.heardChannels() == 1);
    }

    private Path side(String name, String layout, TestClips.Tone tone) throws FfmpegException {
        return TestClips.in(folder, name)
                .format("mov")
                .noVideo()
                .soundCodec("pcm_f32le")
                .layout(layout)
                .amplitude(0.6)
                .tone(tone)
                .audio(2, 1)
                .make();
    }

    /** The first channel has all directions, the second what comes from the left less what comes from the right. */
    @Test
    void ofASphereOfSoundTheLeftEarHearsTheLeft() throws FfmpegException {
        assertThat(leftOfSphere("front", 0)).isCloseTo(0.3, within(0.05));
        assertThat(leftOfSphere("left", 0, 1)).isCloseTo(0.6, within(0.05));
    }

    private double leftOfSphere(String name, int... channels) throws FfmpegException {
        transcode(TestClips.in(folder, name)
                .format("matroska")
                .noVideo()
                .soundCodec("libopus")
                .layout("ambisonic 1")
                .amplitude(0.6)
                .onlyIn(channels)
                .audio(1, 4)
                .make());
        return peak(0.3, 0.7);
    }

    @Test
    void manyChannelsStayInStepAndWhole() throws FfmpegException {
        Path clip = TestClips.in(folder, "late")
                .frames(75, 25)
                .audio(3, 6)
                .tone(seconds -> seconds >= 1 && seconds < 2.95)
                .make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(2_980_000L, 3_050_000L);
        DecodedFile seen = watch("video");
        assertThat(firstAbove(seen.sound(), 0.1)).isBetween(47_900, 48_100);
        assertThat(lastAbove(seen.sound(), 0.1)).isBetween(141_500, 141_700);
    }

    private double peak(double fromSeconds, double toSeconds) throws FfmpegException {
        return peak(DecodedFile.of(workspace.resolve("audio.mp4")).sound(), fromSeconds, toSeconds);
    }

    private static double peak(float[] sound, double fromSeconds, double toSeconds) {
        double peak = 0;
        for (int i = (int) (fromSeconds * 48_000); i < Math.min(sound.length, toSeconds * 48_000); i++) {
            peak = Math.max(peak, Math.abs(sound[i]));
        }
        return peak;
    }

    private static int firstAbove(float[] sound, double level) {
        int at = 0;
        while (Math.abs(sound[at]) < level) {
            at++;
        }
        return at;
    }

    private static int lastAbove(float[] sound, double level) {
        int at = sound.length - 1;
        while (Math.abs(sound[at]) < level) {
            at--;
        }
        return at;
    }
}
