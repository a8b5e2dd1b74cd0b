package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source's times say: a clock that starts anywhere, pauses, or tells nothing. */
@ExtendWith(NoLivingHandles.class)
final class SourceTimesTest extends Transcoding {

    @Test
    void aFlashAndABeepStayTogetherWhereverTheClockOfTheSourceStarts() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("mpegts")
                .startingAt(7)
                .paint((frame, x, y, width, height) -> frame < 25 ? TestClips.BLACK : TestClips.WHITE)
                .tone(seconds -> seconds >= 1)
                .make();

        transcode(clip, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        long flashUs = seen.firstUs(TestClips.WHITE);
        assertThat(seen.pictures.get(0).timeUs()).isZero();
        assertThat(flashUs).isBetween(960_000L, 1_070_000L);
        assertThat(Math.abs(flashUs - seen.firstLoudUs())).isLessThan(25_000);
    }

    @Test
    void oneTimeThatIsHoursAwayDoesNotStretchABroadcast() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").format("mpegts").make();
        byte[] bytes = Files.readAllBytes(clip);
        int stamped = 0;
        for (int i = 0; i + 14 < bytes.length; i++) {
            boolean picture = bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1 && bytes[i + 3] == (byte) 0xe0;
            if (picture && (bytes[i + 7] & 0xc0) == 0xc0 && stamped++ == 20) {
                bytes[i + 9] |= 0x02; // bit 30 of its time of presentation, 3.3 hours
            }
        }
        assertThat(stamped).isGreaterThan(20);
        Files.write(clip, bytes);

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(1_900_000L, 2_200_000L);
        assertThat(framesOf(result, "video")).isBetween(48, 55);
    }

    @Test
    void oneTimeThatIsHoursAwayDoesNotStretchAFlashVideo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").format("flv").make();
        byte[] bytes = Files.readAllBytes(clip);
        int pictures = 0;
        ByteBuffer tags = ByteBuffer.wrap(bytes);
        for (int at = 13; at < bytes.length; at += 15 + (tags.getInt(at) & 0xff_ffff)) {
            boolean picture = bytes[at] == 9;
            if (picture && pictures++ == 20) {
                bytes[at + 7] = 0x7f; // the highest bits of its time
            }
        }
        assertThat(pictures).isGreaterThan(20);
        Files.write(clip, bytes);

        requireLength(clip, 2, 50, "times");
    }

    @Test
    void theTimeOfOneClusterDoesNotStretchAMatroska() throws FfmpegException, IOException {
        requireLength(withAWrongCluster(), 6, 150, "times");
    }

    @Test
    void aWrongTimeInAFileThatIsCutOffDoesNotMakeItWhole() throws FfmpegException, IOException {
        Path clip = withAWrongCluster();
        TranscodePlan plan = plan(clip, rung("video", 320, 180));
        byte[] whole = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(whole, whole.length * 6 / 10));

        FfmpegException failure = catchThrowableOfType(FfmpegException.class, () -> transcode(clip, plan));

        assertThat(failure.reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
    }

    private Path withAWrongCluster() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .frames(150, 25)
                .audio(6, 2)
                .make();
        byte[] bytes = Files.readAllBytes(clip);
        int clusters = 0;
        for (int i = 0; i + 20 < bytes.length; i++) {
            boolean cluster = ByteBuffer.wrap(bytes).getInt(i) == 0x1f43b675;
            if (cluster && clusters++ == 2) {
                int time = i + 4;
                while (bytes[time] != (byte) 0xe7 || bytes[time + 1] != (byte) 0x82) {
                    time++;
                }
                bytes[time + 2] ^= (byte) 0x80; // 32.8 seconds
            }
        }
        assertThat(clusters).isGreaterThan(3);
        return Files.write(clip, bytes);
    }

    private void requireLength(Path clip, int seconds, int pictures, String... warnings) throws FfmpegException {
        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        long us = seconds * 1_000_000L;
        assertThat(Probe.probe(clip, MediaLimits.defaults()).durationUs()).isBetween(us - 100_000, us + 200_000);
        assertThat(result.durationUs()).isBetween(us - 100_000, us + 200_000);
        assertThat(framesOf(result, "video")).isBetween(pictures - 2, pictures + 5);
        assertThat(notes.warnings).containsExactly(warnings);
    }

    @Test
    void aQuietFileThatIsCutOffSaysSo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "quiet")
                .format("matroska")
                .frames(500, 25)
                .gop(500)
                .still()
                .noAudio()
                .make();
        byte[] whole = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(whole, whole.length / 2));

        transcode(clip, rung("video", 320, 180));

        assertThat(notes.warnings).containsExactly("short");
    }

    @Test
    void aSoundThatABroadcastNamesAtOnceMayBeginLongAfterItsPicture() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip.mp4")
                .frames(400, 25)
                .audio(1, 2)
                .tone(seconds -> true)
                .make();
        Path late = TestMux.in(folder, "late.ts")
                .take(clip, 0, "", "")
                .take(clip, 1, "", "")
                .later(14_000_000)
                .make();

        transcode(late, rung("video", 320, 180));

        assertThat(watch("video").firstLoudUs()).isBetween(13_900_000L, 14_100_000L);
    }

    /** Ten pictures a second, of which the first is shown 45 ms after the first sound. */
    @Test
    void picturesBetweenThePlacesOfTheirGridStayWithTheirSound() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip.mp4")
                .frames(30, 10)
                .audio(3, 2)
                .paint((frame, x, y, width, height) -> frame < 10 ? TestClips.BLACK : TestClips.WHITE)
                .tone(seconds -> seconds >= 1)
                .make();
        Path late = TestMux.in(folder, "late.mkv")
                .take(clip, 0, "", "")
                .later(45_000)
                .take(clip, 1, "", "")
                .make();

        transcode(late, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        long flashUs = seen.firstUs(TestClips.WHITE);
        assertThat(flashUs - seen.firstLoudUs()).isBetween(25_000L, 65_000L);
    }

    @Test
    void aPauseOfThePictureIsNotAddedToItsEnd() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .times(50, frame -> frame * 40L + (frame < 30 ? 0 : 3_000))
                .audio(5, 2)
                .make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(4_950_000L, 5_100_000L);
        assertThat(notes.warnings).isEmpty();
    }

    @Test
    void picturesOfAnAviAreNotLaterThanTheirSoundForBeingReordered() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("avi")
                .paint((frame, x, y, width, height) -> frame < 25 ? TestClips.BLACK : TestClips.WHITE)
                .make();

        transcode(clip, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        assertThat(seen.firstUs(TestClips.WHITE)).isEqualTo(1_000_000);
    }

    @Test
    void theFirstPictureOfAnAviIsNotLostForBeingReordered() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("avi")
                .noAudio()
                .paint((frame, x, y, width, height) -> frame == 0 ? TestClips.WHITE : TestClips.BLACK)
                .make();

        transcode(clip, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        assertThat(seen.firstUs(TestClips.WHITE)).isZero();
        assertThat(seen.pictures).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"avi", "asf"})
    void picturesWithNothingButDecodingTimesAreShownThen(String format) throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format(format)
                .notReordered()
                .tone(seconds -> seconds >= 1)
                .paint((frame, x, y, width, height) -> frame < 25 ? TestClips.BLACK : TestClips.WHITE)
                .make();

        transcode(clip, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        assertThat(seen.firstUs(TestClips.WHITE) - seen.firstLoudUs()).isBetween(-25_000L, 25_000L);
    }

    /** All but the keyframes, of which there is one a second, lose their times. */
    @Test
    void aBroadcastThatTimesOnlyItsKeyframesKeepsAllPictures() throws FfmpegException, IOException {
        Path clip = flashing("clip", "mpegts").make();
        byte[] bytes = Files.readAllBytes(clip);
        int untimed = 0;
        for (int i = 0; i + 14 < bytes.length; i++) {
            boolean picture = bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1 && bytes[i + 3] == (byte) 0xe0;
            if (picture && untimed++ % 25 != 0) {
                bytes[i + 7] &= 0x3f;
                Arrays.fill(bytes, i + 9, i + 9 + bytes[i + 8], (byte) 0xff);
            }
        }
        Files.write(clip, bytes);

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(framesOf(result, "video")).isBetween(49, 52);
        DecodedFile seen = watch("video");
        long flashUs = seen.firstUs(TestClips.WHITE);
        assertThat(Math.abs(flashUs - seen.firstLoudUs())).isLessThan(25_000);
    }

    /** Its headers are those of the beginning, its pages those of the last minute. */
    @Test
    void theRecordingOfARadioIsAsLongAsWhatIsInIt() throws FfmpegException, IOException {
        Path radio = TestClips.in(folder, "radio")
                .format("ogg")
                .noVideo()
                .audio(20, 1)
                .make();
        byte[] bytes = Files.readAllBytes(radio);
        List<Integer> pages = new ArrayList<>();
        for (int i = 0; i + 4 < bytes.length; i++) {
            if (bytes[i] == 'O' && bytes[i + 1] == 'g' && bytes[i + 2] == 'g' && bytes[i + 3] == 'S') {
                pages.add(i);
            }
        }
        int half = pages.get(pages.size() / 2);
        Files.write(radio, Arrays.copyOf(bytes, pages.get(2)));
        Files.write(radio, Arrays.copyOfRange(bytes, half, bytes.length), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(radio);

        assertThat(pages).hasSizeGreaterThan(6);
        assertThat(result.damaged()).isFalse();
        assertThat(Probe.probe(radio, MediaLimits.defaults()).durationUs())
                .isCloseTo(result.durationUs(), Offset.offset(200_000L));
        assertThat(result.durationUs()).isBetween(3_000_000L, 15_000_000L);
    }

    /** Its header tells when it ends. */
    @Test
    void aPartOfARecordingThatKeepsTheClockOfTheWholeIsNotMissingWhatWasBefore() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .grainy()
                .startingAt(60)
                .make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        assertThat(info.durationUs()).isBetween(1_950_000L, 2_100_000L);
        assertThat(info.bitRate()).isGreaterThan(20_000);
        assertThat(result.durationUs()).isBetween(1_950_000L, 2_100_000L);
        assertThat(result.damaged()).isFalse();
        assertThat(notes.warnings).isEmpty();
    }

    /** As a program writes it that cannot go back to its beginning. */
    @Test
    void aWaveWhoseLengthNobodyKnewIsHeardToItsEnd() throws FfmpegException, IOException {
        int samples = 50_400;
        ByteBuffer wave = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wave.putShort((short) 1).putShort((short) 1).putInt(48_000).putInt(96_000);
        wave.putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
        for (int i = 0; i < samples; i++) {
            wave.putShort((short) (10_000 * Math.sin(i / 10.0)));
        }
        Path clip = Files.write(folder.resolve("pipe.wav"), wave.array());

        TranscodeResult result = transcode(clip);

        assertThat(result.durationUs()).isBetween(1_049_000L, 1_051_000L);
    }

    /** A clock of 33 bits, of which this clip sees the last 0.7 seconds and the first 1.3. */
    @Test
    void aFlashAndABeepStayTogetherBehindTheEndOfABroadcastsClock() throws FfmpegException {
        Path clip = flashing("clip", "mpegts").startingAt(95_443).make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(notes.warnings).isEmpty();
        assertThat(result.durationUs()).isBetween(2_000_000L, 2_150_000L);
        DecodedFile seen = watch("video");
        assertThat(seen.firstUs(TestClips.WHITE)).isBetween(960_000L, 1_070_000L);
        assertThat(Math.abs(seen.firstUs(TestClips.WHITE) - seen.firstLoudUs())).isLessThan(25_000);
    }

    /** Whoever writes a file in fragments does not know yet how long it will be; this one says an hour. */
    @Test
    void aFragmentedFileIsAsLongAsItsFragmentsWhateverItsHeadersSay() throws FfmpegException, IOException {
        Path clip = flashing("clip", "mp4").fragmented().make();
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, HostileFiles.with(HostileFiles.with(bytes, "mdhd", 16, 57_600_000), "mvhd", 16, 3_600_000));

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(Probe.probe(clip, MediaLimits.defaults()).durationUs()).isBetween(2_000_000L, 2_150_000L);
        assertThat(result.durationUs()).isBetween(2_000_000L, 2_150_000L);
        assertThat(notes.warnings).isEmpty();
        assertThat(watch("video").firstUs(TestClips.WHITE)).isEqualTo(1_000_000);
    }
}
