package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie in a row in one, and broadcasts that go on as something else. */
@ExtendWith(NoLivingHandles.class)
final class JoinedSourcesTest extends Transcoding {

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

    /** FFmpeg takes no more of such a row. */
    @Test
    void anOggWhoseNextPartHasOtherChannelsTellsThatItIsNotAllThere() throws FfmpegException, IOException {
        Path first = TestClips.in(folder, "first")
                .format("ogg")
                .noVideo()
                .audio(2, 1)
                .make();
        Path second = TestClips.in(folder, "second")
                .format("ogg")
                .noVideo()
                .audio(2, 2)
                .make();
        Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);

        TranscodeResult result = transcode(first);

        assertThat(result.durationUs()).isBetween(1_900_000L, 2_200_000L);
        assertThat(notes.warningTexts)
                .singleElement()
                .asString()
                .matches("Reading .* after 2.0 seconds; .* behind that");
    }

    /** Behind what is looked at first, or before the end of it. */
    @ParameterizedTest
    @CsvSource({"325,0,3600", "50,0,3600", "325,3600,0"})
    void whereTheClockJumpsTheHeaderTellsNeitherLengthNorBitRate(int frames, double first, double second)
            throws FfmpegException, IOException {
        Path joined = part("first", frames, first);
        Files.write(joined, Files.readAllBytes(part("second", 50, second)), StandardOpenOption.APPEND);

        MediaInfo info = Probe.probe(joined, MediaLimits.defaults());

        long lengthUs = (frames + 50) * 40_000L;
        assertThat(info.durationUs()).isBetween(lengthUs - 100_000, lengthUs + 100_000);
        assertThat(info.bitRate()).isCloseTo(Files.size(joined) * 8_000_000 / lengthUs, Percentage.withPercentage(5));
    }

    private Path part(String name, int frames, double startSeconds) throws FfmpegException {
        return TestClips.in(folder, name)
                .format("mpegts")
                .size(64, 64)
                .frames(frames, 25)
                .audio(frames / 25.0, 1)
                .startingAt(startSeconds)
                .make();
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
}
