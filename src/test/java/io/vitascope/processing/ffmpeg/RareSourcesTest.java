package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are shorter, longer, larger or emptier than most, or lack their beginning. */
@ExtendWith(NoLivingHandles.class)
final class RareSourcesTest extends Transcoding {

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "matroska", "mpegts"})
    void onePictureIsAVideoOfOnePicture(String format) throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format(format)
                .frames(1, 25)
                .noAudio()
                .make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(1L, 1_000_000L);
        assertThat(notes.segmentsOf("video")).hasSize(1);
        assertThat(notes.warnings).isEmpty();
        DecodedFile seen = watch("video");
        assertThat(DecodedFile.near(seen.pictures.get(0).topLeft(), TestClips.RED))
                .isTrue();
    }

    @Test
    void aPictureOfThirtyThreeMillionPixelsBecomesASmallOne() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .codec("mjpeg")
                .pixels(AV_PIX_FMT_YUVJ420P)
                .size(7_680, 4_320)
                .frames(1, 25)
                .noAudio()
                .make();

        transcode(clip, rung("video", 320, 180));

        DecodedFile.Picture picture = watch("video").pictures.get(0);
        assertThat(DecodedFile.near(picture.topLeft(), TestClips.RED)).isTrue();
        assertThat(DecodedFile.near(picture.bottomLeft(), TestClips.BLUE)).isTrue();
        assertThat(DecodedFile.near(picture.bottomRight(), TestClips.WHITE)).isTrue();
    }

    @Test
    void aPictureBeyondTheLimitIsRefusedAsSuchThoughOnlyItsContainerTellsItsSize() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format("matroska")
                .codec("mjpeg")
                .pixels(AV_PIX_FMT_YUVJ420P)
                .noAudio()
                .make();
        MediaLimits narrow = new MediaLimits(320 * 100, 64, 60_000_000, 1_000, 10_000_000);

        FfmpegException refusal = catchThrowableOfType(FfmpegException.class, () -> Probe.probe(clip, narrow));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("320 x 180");
    }

    /** A camera that takes a picture a minute; white in the last hour. */
    @Test
    void aDayOfAPictureAMinuteIsADay() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .size(64, 36)
                .times(1_440, minute -> minute * 60_000L)
                .paint((minute, x, y, width, height) -> minute < 23 * 60 ? TestClips.BLACK : TestClips.WHITE)
                .noAudio()
                .make();
        MediaInfo.VideoStream stream =
                Probe.probe(clip, MediaLimits.defaults()).mainVideo().orElseThrow();
        assertThat(stream.slow()).isTrue();

        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(
                        0, stream.frameRate(), List.of(rung("video", 64, 36)), stream.slow(), 1)),
                List.of(),
                SegmentGrid.even(60_000_000),
                Timing.of(),
                MediaLimits.defaults());

        TranscodeResult result = transcode(clip, plan);

        assertThat(result.durationUs()).isBetween(86_340_000_000L, 86_400_000_000L);
        assertThat(notes.warnings).isEmpty();
        assertThat(watch("video").firstUs(TestClips.WHITE)).isBetween(82_799_000_000L, 82_801_000_000L);
    }

    /** Of fewer bits than a header that can be believed tells. */
    @ParameterizedTest
    @ValueSource(strings = {"matroska", "mpegts"})
    void sixQuietMinutesAreSixMinutes(String format) throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .format(format)
                .size(64, 36)
                .frames(2_160, 6)
                .gop(360)
                .still()
                .noAudio()
                .make();

        TranscodeResult result = transcode(clip, rung("video", 64, 36));

        assertThat(Probe.probe(clip, MediaLimits.defaults()).durationUs()).isBetween(359_800_000L, 360_200_000L);
        assertThat(result.durationUs()).isBetween(359_800_000L, 360_200_000L);
        assertThat(framesOf(result, "video")).isBetween(2_159, 2_161);
        assertThat(notes.warnings).isEmpty();
    }

    /** A picture before each keyframe but the first refers to what came before that. */
    @Test
    void picturesOfOpenGroupsAreEncodedAndAllSeen() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .encoderOptions("x264-params", "open-gop=1:b-adapt=0:scenecut=0")
                .frames(175, 25)
                .audio(7, 2)
                .make();
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        assertThat(CopyCheck.check(clip, info, 10_000_000, MediaLimits.defaults())
                        .why())
                .contains("keyframes");

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(framesOf(result, "video")).isEqualTo(175);
        assertThat(result.damaged()).isFalse();
        assertThat(DecodedFile.near(watch("video").pictures.get(174).topLeft(), TestClips.RED))
                .isTrue();
    }

    /** As somebody has it who began to record in the middle of a broadcast: the first keyframe comes after a while. */
    @Test
    void picturesAndSoundWithoutTheirBeginningStayTogether() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip.ts")
                .format("mpegts")
                .frames(100, 25)
                .gop(50)
                .audio(4, 2)
                .paint((frame, x, y, width, height) -> frame < 75 ? TestClips.BLACK : TestClips.WHITE)
                .tone(seconds -> seconds >= 3)
                .make();
        byte[] bytes = Files.readAllBytes(clip);
        int cut = bytes.length / 3 / 188 * 188;
        Path rest = Files.write(folder.resolve("rest.ts"), Arrays.copyOfRange(bytes, cut, bytes.length));

        TranscodeResult result = transcode(rest, rung("video", 320, 180));

        DecodedFile seen = watch("video");
        assertThat(seen.pictures.get(0).timeUs()).isZero();
        long flashUs = seen.firstUs(TestClips.WHITE);
        assertThat(Math.abs(flashUs - seen.firstLoudUs())).isLessThan(25_000);
        assertThat(result.durationUs() - flashUs).isBetween(950_000L, 1_050_000L);
    }

    /** Two thousand million samples a second, of which a file has but some. */
    @Test
    void aSoundOfWhichNothingCanBeHeardIsRefusedAsDamaged() throws IOException {
        int hertz = 2_000_000_000;
        int bytes = 4_000;
        ByteBuffer wave = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(36 + bytes);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
        wave.putShort((short) 1)
                .putShort((short) 1)
                .putInt(hertz)
                .putInt(-294_967_296)
                .putShort((short) 2);
        wave.putShort((short) 16)
                .put("data".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(bytes);
        Path sound = Files.write(folder.resolve("sound.wav"), wave.array());

        FfmpegException failure = catchThrowableOfType(FfmpegException.class, () -> transcode(sound));

        assertThat(failure.reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
        assertThat(failure).hasMessageContaining("nothing to be heard");
        assertThat(workspace.resolve("audio.mp4")).doesNotExist();
    }
}
