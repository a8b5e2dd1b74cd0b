package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_CONSTRAINED_BASELINE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every encoder in software must do alike. */
@ExtendWith(NoLivingHandles.class)
final class EncodersTest {
    @TempDir
    private Path folder;

    private Path workspace;

    private final TranscodeNotes notes = new TranscodeNotes();

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(folder.resolve("work"));
    }

    private void transcode(Path clip, int framesPerSecond, VideoRung... rungs) throws FfmpegException {
        TranscodePlan plan = new TranscodePlan(
                Transcoding.picture(framesPerSecond, rungs),
                List.of(),
                SegmentGrid.even(1_000_000),
                Timing.of(),
                MediaLimits.defaults());
        Transcoder.run(clip, plan, workspace, notes, () -> false);
    }

    private static VideoRung rung(VideoEncoder encoder) {
        return new VideoRung("video", 320, 180, 24, 600_000, encoder, Quality.SPEED, 2);
    }

    /** The picture turns over in the middle of the second segment, which most encoders take for a new scene. */
    private Path clipWithAScene() throws FfmpegException {
        return TestClips.in(folder, "clip.mp4")
                .noAudio()
                .frames(75, 25)
                .paint((frame, x, y, width, height) ->
                        TestClips.corners(frame, frame < 37 ? x : width - 1 - x, y, width, height))
                .make();
    }

    @ParameterizedTest
    @EnumSource(names = {"X264", "OPENH264", "SVT_AV1"})
    void segmentsBeginWithAKeyframeExactlyOnTheGrid(VideoEncoder encoder) throws FfmpegException {
        assumeTrue(encoder.isInThisBuild());
        transcode(clipWithAScene(), 25, rung(encoder));
        assertThat(notes.segmentsOf("video"))
                .extracting(TranscodeListener.Segment::startUs)
                .containsExactly(0L, 1_000_000L, 2_000_000L);
        DecodedFile seen = DecodedFile.of(workspace.resolve("video.mp4"));
        assertThat(seen.pictures).hasSize(75);
        assertThat(DecodedFile.near(seen.pictures.get(30).topLeft(), TestClips.RED))
                .isTrue();
        assertThat(DecodedFile.near(seen.pictures.get(50).topLeft(), TestClips.GREEN))
                .isTrue();
    }

    @Test
    void av1IsWrittenAsPlayersExpectItAndCutWhereH264Is() throws FfmpegException, IOException {
        assumeTrue(VideoEncoder.SVT_AV1.isInThisBuild());
        transcode(
                clipWithAScene(),
                25,
                rung(VideoEncoder.software()),
                new VideoRung("video-av1", 320, 180, 24, 400_000, VideoEncoder.SVT_AV1, Quality.SPEED, 1));
        assertThat(notes.track("video-av1").codecs()).matches("av01\\.0\\.0[0-9]M\\.08");
        assertThat(notes.segmentsOf("video-av1"))
                .extracting(TranscodeListener.Segment::startTicks)
                .isEqualTo(notes.segmentsOf("video").stream()
                        .map(TranscodeListener.Segment::startTicks)
                        .toList());
        assertThat(DecodedFile.of(workspace.resolve("video-av1.mp4")).keyPackets)
                .isEqualTo(3);
        ByteBuffer init =
                ByteBuffer.wrap(Files.readAllBytes(notes.track("video-av1").init()));
        ByteBuffer av1c =
                Boxes.find(init, "moov/trak/mdia/minf/stbl/stsd/av01/av1C").orElseThrow();
        assertThat(av1c.get(0)).isEqualTo((byte) 0x81);
        assertThat(av1c.limit()).as("the sequence header is in it").isGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"X264", "OPENH264", "SVT_AV1"})
    void whatEncodingLosesIsMeasuredAndMoreBitsLoseLess(VideoEncoder encoder) throws FfmpegException {
        assumeTrue(encoder.isInThisBuild());
        Path clip = TestClips.in(folder, "clip.mp4").grainy().noAudio().make();
        transcode(
                clip,
                25,
                new VideoRung("good", 320, 180, 18, 4_000_000, encoder, Quality.SPEED, 1),
                new VideoRung("bad", 320, 180, 45, 100_000, encoder, Quality.SPEED, 1));
        Fidelity good = Objects.requireNonNull(notes.fidelity.get("good"));
        Fidelity bad = Objects.requireNonNull(notes.fidelity.get("bad"));
        assertThat(good.samples()).isEqualTo(5);
        assertThat(good.xpsnrDb()).isBetween(20.0, 60.0).isGreaterThan(bad.xpsnrDb() + 1);
        assertThat(good.ssim()).isBetween(0.8, 1.0).isGreaterThan(bad.ssim());
    }

    @ParameterizedTest
    @EnumSource(names = {"X264", "OPENH264", "SVT_AV1"})
    void halfTheFramesAreCutAtTheSameMomentsEvenWhereThoseAreOdd(VideoEncoder encoder) throws FfmpegException {
        assumeTrue(encoder.isInThisBuild());
        Path clip = TestClips.in(folder, "clip.mp4").noAudio().frames(90, 50).make();
        List<VideoRung> rungs = List.of(
                new VideoRung("all", 320, 180, 24, 600_000, encoder, Quality.SPEED, 1, 1),
                new VideoRung("half", 160, 90, 24, 300_000, encoder, Quality.SPEED, 1, 2));
        SegmentGrid odd = new SegmentGrid(List.of(0L, 740_000L), 1_000_000);
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(0, new FrameRate(50, 1), rungs)),
                List.of(),
                odd,
                Timing.of(),
                MediaLimits.defaults());
        Transcoder.run(clip, plan, workspace, notes, () -> false);
        assertThat(notes.segmentsOf("half"))
                .extracting(TranscodeListener.Segment::startTicks, TranscodeListener.Segment::durationTicks)
                .isEqualTo(notes.segmentsOf("all").stream()
                        .map(segment -> tuple(segment.startTicks(), segment.durationTicks()))
                        .toList());
        assertThat(notes.track("half").frameRate().perSecond()).isEqualTo(25);
        List<DecodedFile.Picture> half = DecodedFile.of(workspace.resolve("half.mp4")).pictures;
        // FFmpeg's demuxer counts from the first decoding time; players do not.
        long startUs = half.get(0).timeUs();
        assertThat(half)
                .extracting(picture -> picture.timeUs() - startUs)
                .hasSize(19 + 25 + 2)
                .contains(720_000L, 740_000L, 780_000L)
                .doesNotContain(760_000L);
    }

    @Test
    void aSceneThatBeginsInsideASegmentGetsAKeyframeOfItsOwn() throws FfmpegException {
        assumeTrue(VideoEncoder.X264.isInThisBuild());
        transcode(clipWithAScene(), 25, rung(VideoEncoder.X264));
        assertThat(DecodedFile.of(workspace.resolve("video.mp4")).keyPackets).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"X264", "OPENH264"})
    void profileAndColoursAreWrittenWhateverTheEncoder(VideoEncoder encoder) throws FfmpegException {
        assumeTrue(encoder.isInThisBuild());
        transcode(TestClips.in(folder, "clip.mp4").noAudio().make(), 25, rung(encoder));
        assertThat(notes.track("video").codecs()).matches("avc1\\.(64|4d|42)[0-9a-f]{4}");
        try (Input input = Input.open(workspace.resolve("video.mp4"), MediaLimits.defaults())) {
            AVCodecParameters codec = input.stream(0).codecpar();
            assertThat(codec.profile()).isIn(AV_PROFILE_H264_HIGH, AV_PROFILE_H264_CONSTRAINED_BASELINE);
            assertThat(codec.color_range()).isEqualTo(AVCOL_RANGE_MPEG);
            assertThat(codec.color_space()).isEqualTo(AVCOL_SPC_SMPTE170M);
            assertThat(codec.color_primaries()).isEqualTo(AVCOL_PRI_SMPTE170M);
            assertThat(codec.color_trc()).isEqualTo(AVCOL_TRC_BT709);
            assertThat(codec.level()).isBetween(11, 21);
        }
    }

    @Test
    void levelsAreTheLowestThatSizeAndRateAllow() throws FfmpegException {
        assumeTrue(VideoEncoder.X264.isInThisBuild());
        Path clip = TestClips.in(folder, "clip.mp4").noAudio().frames(5, 60).make();
        transcode(
                clip,
                30,
                new VideoRung("full", 1920, 1080, 23, 5_500_000, VideoEncoder.X264, Quality.BEST, 1),
                new VideoRung("half", 1280, 720, 22.5, 3_000_000, VideoEncoder.X264, Quality.BEST, 1));
        assertThat(notes.track("full").codecs()).isEqualTo("avc1.640028");
        assertThat(notes.track("half").codecs()).isEqualTo("avc1.64001f");
        transcode(clip, 60, new VideoRung("fast", 1920, 1080, 23, 8_250_000, VideoEncoder.X264, Quality.BEST, 1));
        assertThat(notes.track("fast").codecs()).isEqualTo("avc1.64002a");
        try (Input input = Input.open(workspace.resolve("fast.mp4"), MediaLimits.defaults())) {
            assertThat(input.stream(0).codecpar().color_space()).isIn(AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M);
            assertThat(input.stream(0).codecpar().color_primaries()).isIn(AVCOL_PRI_BT709, AVCOL_PRI_SMPTE170M);
        }
    }

    @Test
    void aPictureThatNeedsMoreIsHeldToTheCap() throws FfmpegException {
        Path noise = TestClips.in(folder, "noise.mp4")
                .grainy()
                .noAudio()
                .size(160, 90)
                .make();
        long cap = 200_000;
        transcode(noise, 25, new VideoRung("video", 160, 90, 10, cap, Quality.BALANCED, 1));
        long bytes = notes.segmentsOf("video").stream()
                .mapToLong(TranscodeListener.Segment::sizeBytes)
                .sum();
        // Two seconds at the cap, and what the buffer of four holds at the start.
        assertThat(bytes * 8).isBetween(cap * 2, cap * 6);
    }
}
