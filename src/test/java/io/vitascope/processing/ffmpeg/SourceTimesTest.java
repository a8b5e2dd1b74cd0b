package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source's times say: a clock that starts anywhere and jumps, and files that lie in a row. */
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
    void aClockThatJumpsBetweenTwoPartsIsTakenForOneThatDoesNot() throws FfmpegException, IOException {
        Path first =
                TestClips.in(folder, "first").format("mpegts").startingAt(5000).make();
        Path second = TestClips.in(folder, "second")
                .format("mpegts")
                .size(160, 90)
                .audio(2, 1)
                .make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(first, rung("video", 320, 180));

        assertThat(Probe.probe(first, MediaLimits.defaults()).durationUs()).isBetween(3_900_000L, 4_200_000L);
        assertThat(result.durationUs()).isBetween(3_900_000L, 4_200_000L);
        assertThat(result.damaged()).isFalse();
        assertThat(notes.warnings).containsExactly("clock-jumps");
        DecodedFile seen = watch("video");
        assertThat(seen.pictures).extracting(DecodedFile.Picture::width).containsOnly(320);
    }

    @Test
    void twoFilesInARowArePlayedInARow() throws FfmpegException, IOException {
        Path first = TestClips.in(folder, "first").format("matroska").make();
        Path second = TestClips.in(folder, "second")
                .format("matroska")
                .frames(75, 25)
                .audio(3, 2)
                .paint((frame, x, y, width, height) -> TestClips.WHITE)
                .make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(first, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(4_900_000L, 5_200_000L);
        assertThat(notes.warnings).containsExactly("clock-jumps");
        DecodedFile seen = watch("video");
        assertThat(seen.pictures).hasSizeBetween(124, 128);
        assertThat(seen.pictures.get(100).topLeft())
                .satisfies(white -> assertThat(white[0]).isGreaterThan(220));
    }

    @Test
    void aSecondFileThatNobodyReadsIsToldOf() throws FfmpegException, IOException {
        Path mp4 = TestClips.in(folder, "clip").grainy().make();
        long share = Files.size(mp4);
        byte[] once = Files.readAllBytes(mp4);
        Files.write(mp4, once, StandardOpenOption.APPEND);
        Path flv = TestClips.in(folder, "flash").format("flv").grainy().make();
        Files.write(flv, Files.readAllBytes(flv), StandardOpenOption.APPEND);

        transcode(mp4, rung("video", 320, 180));
        transcode(flv, rung("flash", 320, 180));

        assertThat(share).isGreaterThan(100_000);
        assertThat(notes.warnings).containsExactly("unread", "unread");
    }

    @Test
    void picturesThatLieWhereOthersDoAreToldOf() throws FfmpegException, IOException {
        Path first = TestClips.in(folder, "first").format("matroska").make();
        Path overlapping =
                TestClips.in(folder, "second").format("matroska").startingAt(1).make();
        Files.write(first, Files.readAllBytes(overlapping), StandardOpenOption.APPEND);

        transcode(first, rung("video", 320, 180));

        assertThat(notes.warnings).containsExactly("late");
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

    /** Dark and still for a second, then white with a tone. */
    private TestClips flashing(String name, String format) {
        return TestClips.in(folder, name)
                .format(format)
                .paint((frame, x, y, width, height) -> frame < 25 ? TestClips.BLACK : TestClips.WHITE)
                .audio(2.06, 2)
                .tone(seconds -> seconds >= 1 && seconds < 1.9);
    }

    /** In the second of two parts of some two seconds. */
    private void requireTogetherBehindTheSeam() throws FfmpegException {
        DecodedFile seen = watch("video");
        long flashUs = seen.pictures.stream()
                .filter(picture -> picture.timeUs() > 2_200_000)
                .filter(picture -> DecodedFile.near(picture.topLeft(), TestClips.WHITE))
                .findFirst()
                .orElseThrow()
                .timeUs();
        int beep = 500; // 2.5 s
        while (seen.loudness.get(beep) < 0.05) {
            beep++;
        }
        assertThat(Math.abs(flashUs - beep * 5_000L)).isLessThan(60_000);
        assertThat(flashUs).isBetween(2_900_000L, 3_200_000L);
    }

    @Test
    void aFlashAndABeepStayTogetherBehindAJumpOfTheClock() throws FfmpegException, IOException {
        Path part = flashing("part", "mpegts").make();
        byte[] once = Files.readAllBytes(part);
        Files.write(part, once, StandardOpenOption.APPEND);

        transcode(part, rung("video", 320, 180));

        requireTogetherBehindTheSeam();
    }

    @Test
    void theyStayTogetherWhereAnotherProgrammeTableGivesTheStreamsOtherNumbers() throws FfmpegException, IOException {
        Path first = flashing("first", "mpegts").make();
        Path second = flashing("second", "mpegts").numberedFrom(700).make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        transcode(first, rung("video", 320, 180));

        MediaInfo info = Probe.probe(first, MediaLimits.defaults());
        assertThat(info.video()).hasSize(1);
        assertThat(info.audio()).hasSize(1);
        requireTogetherBehindTheSeam();
        assertThat(notes.warnings).containsExactly("clock-jumps");
    }

    /** FFmpeg finds the second part's streams while it probes a short file, and only on the way in a long one. */
    @Test
    void streamsThatAreFoundOnTheWayGoOnWithThoseOfTheHeaders() throws FfmpegException, IOException {
        Path first = TestClips.in(folder, "first")
                .format("mpegts")
                .frames(300, 25)
                .audio(12, 2)
                .make();
        Path second = TestClips.in(folder, "second")
                .format("mpegts")
                .numberedFrom(700)
                .make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(first, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(13_800_000L, 14_300_000L);
        assertThat(notes.warnings).containsExactly("clock-jumps");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 700})
    void whereABroadcastGoesOnWithAnotherCodecSoDoesTheVideo(int firstPid) throws FfmpegException, IOException {
        Path first = flashing("first", "mpegts").make();
        Path second = flashing("second", "mpegts")
                .mpeg2()
                .size(352, 288)
                .numberedFrom(firstPid)
                .make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(first, rung("video", 320, 180));

        requireTogetherBehindTheSeam();
        assertThat(framesOf(result, "video")).isBetween(98, 108);
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

    @Test
    void aSoundThatNobodyExpectsIsToldOf() throws FfmpegException, IOException {
        Path first = TestClips.in(folder, "first")
                .format("mpegts")
                .frames(1_600, 25)
                .noAudio()
                .make();
        Path second = TestClips.in(folder, "second").format("mpegts").make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        transcode(first, rung("video", 320, 180));

        assertThat(notes.warnings).contains("unread");
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
    void theyStayTogetherWhereTheSoundChangesItsRate() throws FfmpegException, IOException {
        Path first = flashing("first", "mpegts").make();
        Path second =
                flashing("second", "mpegts").audio(2.06, 1).sampleRate(44_100).make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        transcode(first, rung("video", 320, 180));

        requireTogetherBehindTheSeam();
    }

    @Test
    void theyStayTogetherWhereAFragmentedFileFollowsAnother() throws FfmpegException, IOException {
        Path part = flashing("part", "mp4").fragmented().make();
        byte[] once = Files.readAllBytes(part);
        Files.write(part, once, StandardOpenOption.APPEND);

        transcode(part, rung("video", 320, 180));

        requireTogetherBehindTheSeam();
        assertThat(notes.warnings).containsExactly("clock-jumps");
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

    @Test
    void aSoundThatChangesItsRateOnTheWayIsAsLongAsItsBlocks() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "first.aac")
                .format("adts")
                .noVideo()
                .tone(seconds -> false)
                .make();
        Path half = TestClips.in(folder, "second.aac")
                .format("adts")
                .noVideo()
                .sampleRate(24_000)
                .tone(seconds -> seconds >= 1)
                .make();
        Files.write(clip, Files.readAllBytes(half), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(clip);

        assertThat(Probe.probe(clip, MediaLimits.defaults()).durationUs()).isBetween(3_950_000L, 4_150_000L);
        assertThat(result.durationUs()).isBetween(3_950_000L, 4_150_000L);
        assertThat(DecodedFile.of(workspace.resolve("audio.mp4")).firstLoudUs()).isBetween(2_950_000L, 3_120_000L);
    }

    /** White, and loud, from the third to the fourth second of five. */
    /** So much later than their number says are the pictures in the track of a clip, since some wait for others. */
    private static final int REORDERED_MS = 80;

    private Path whiteAndLoudInTheMiddle() throws FfmpegException {
        return TestClips.in(folder, "clip")
                .frames(125, 25)
                .audio(5, 2)
                .paint((frame, x, y, width, height) -> frame >= 75 && frame < 100 ? TestClips.WHITE : TestClips.BLACK)
                .tone(seconds -> seconds >= 3 && seconds < 4)
                .make();
    }

    @Test
    void whatAnEditListLeavesOutIsNotMissing() throws FfmpegException, IOException {
        Path clip = whiteAndLoudInTheMiddle();
        TestEdits.write(
                clip, new TestEdits.Edit(800, -1), new TestEdits.Edit(600, 300), new TestEdits.Edit(1_000, 2_600));

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(1_550_000L, 1_700_000L);
        assertThat(notes.warnings).isEmpty();
        DecodedFile seen = watch("video");
        long flashUs = seen.firstUs(TestClips.WHITE);
        assertThat(flashUs).isBetween(1_055_000L, 1_105_000L);
        assertThat(flashUs - seen.firstLoudUs()).isBetween(30_000L, REORDERED_MS * 1_000L);
    }

    /** Where a piece begins among reordered pictures: what is decoded first there is shown later than others. */
    @ParameterizedTest
    @ValueSource(ints = {2_440, 2_480, 2_520, 2_560})
    void everyPieceOfAnEditListIsShownWhenItsListSays(int secondMs) throws FfmpegException, IOException {
        Path clip = whiteAndLoudInTheMiddle();
        TestEdits.write(clip, new TestEdits.Edit(600, 400), new TestEdits.Edit(1_600, secondMs));

        transcode(clip, rung("video", 320, 180));

        long whiteUs = (3_000 + REORDERED_MS - secondMs + 600) * 1_000L;
        assertThat(watch("video").firstUs(TestClips.WHITE)).isBetween(whiteUs - 21_000, whiteUs + 21_000);
    }

    @Test
    void anEditWithoutALengthLastsToTheEnd() throws FfmpegException, IOException {
        Path clip = whiteAndLoudInTheMiddle();
        TestEdits.write(clip, new TestEdits.Edit(0, 20));

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(4_950_000L, 5_100_000L);
        DecodedFile seen = watch("video");
        assertThat(seen.firstUs(TestClips.WHITE)).isBetween(3_020_000L, 3_100_000L); // reordered pictures come later
        assertThat(seen.firstLoudUs()).isBetween(2_960_000L, 3_040_000L);
    }

    @Test
    void whereTheIndexOfAnMxfEndsItsPicturesGoOn() throws FfmpegException, IOException {
        Path part = TestClips.in(folder, "part")
                .format("mxf")
                .interlacedMpeg2()
                .noAudio()
                .make();
        byte[] once = Files.readAllBytes(part);
        Files.write(part, once, StandardOpenOption.APPEND);

        TranscodeResult result = transcode(part, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(3_850_000L, 4_050_000L);
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
}
