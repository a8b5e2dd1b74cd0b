package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_A53_CC;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import io.vitascope.captions.ClosedCaptions;
import io.vitascope.captions.Cue;
import io.vitascope.captions.TestLine21;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Captions that lie in the pictures are found, at their times, and are in no rendition. */
@ExtendWith(NoLivingHandles.class)
final class CaptionsInPicturesTest extends Transcoding {

    private static final MediaLimits LIMITS = MediaLimits.defaults();

    private final ClosedCaptions found = new ClosedCaptions();
    private long lastUs = Long.MIN_VALUE;

    /** Three seconds at 25 pictures a second: a caption that pops on, and rows that roll up. */
    private static TestLine21 line() {
        return new TestLine21()
                .popOn(25, 15, "HELLO")
                .erased(37)
                .command(0x25)
                .command(0x2d)
                .row(15)
                .text("ONE")
                .from(40)
                .command(0x2d)
                .text("TWO")
                .from(55);
    }

    private static final List<Cue> CUES =
            List.of(new Cue(1_000, 1_480, "HELLO"), new Cue(1_840, 2_200, "ONE"), new Cue(2_200, 3_000, "ONE\nTWO"));

    private TestClips clip(String name, String format) {
        return TestClips.in(folder, name)
                .format(format)
                .frames(75, 25)
                .noAudio()
                .captions(line()::of);
    }

    @ParameterizedTest
    @CsvSource({"libx264, mp4", "libx264, mpegts", "libx265, mp4", "mpeg2video, mpegts", "mpeg2video, matroska"})
    void anEncodedSourceGivesThemToWhoeverTakesThem(String codec, String format) throws Exception {
        Path clip = captionedIn(codec, format);
        assertThat(captioned(clip)).as("pictures of the source with captions").isEqualTo(75);
        transcode(clip, Optional.empty());
        assertThat(cues()).isEqualTo(CUES);
        assertThat(captioned(workspace.resolve("video.mp4"))).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"X264", "OPENH264", "SVT_AV1"})
    void noEncoderWritesThem(VideoEncoder encoder) throws Exception {
        Path clip = clip("clip", "mp4").make();
        TranscodePlan plan = plan(clip, new VideoRung("video", 320, 180, 24, 600_000, encoder, Quality.SPEED, 1));
        Transcoder.run(clip, plan, workspace, notes, () -> false);
        assertThat(captioned(workspace.resolve("video.mp4"))).isZero();
    }

    @Test
    void aHeadStartDoesNotGiveThemTwice() throws Exception {
        Path clip = clip("clip", "mp4").make();
        transcode(clip, Optional.of("small"), rung("video", 320, 180), rung("small", 160, 90));
        assertThat(cues()).isEqualTo(CUES);
        assertThat(captioned(workspace.resolve("small.mp4"))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"mp4", "matroska", "mpegts"})
    void aCopyLosesThemAndNothingElse(String format) throws Exception {
        Path clip = clip("clip", format).make();
        assertThat(captioned(clip)).isEqualTo(75);
        MediaInfo.VideoStream picture = picture(clip);
        Timing timing = Timing.of(0);
        Copier.Plan plan = new Copier.Plan("top", picture, List.of(), timing, SegmentGrid.even(4_000_000), LIMITS);
        Copier.run(clip, plan, workspace, this::take, notes);
        assertThat(cues()).isEqualTo(CUES);

        Path copy = folder.resolve("joined.mp4");
        try (OutputStream out = Files.newOutputStream(copy)) {
            Files.copy(workspace.resolve("top").resolve("init.mp4"), out);
            for (TranscodeListener.Segment segment : notes.segmentsOf("top")) {
                Files.copy(segment.file(), out);
            }
        }
        Path progressive = folder.resolve("progressive.mp4");
        Remuxer.progressive(Optional.of(Remuxer.Part.ofPicture(clip, picture, timing)), Optional.empty(), progressive);
        for (Path made : List.of(copy, progressive)) {
            assertThat(captioned(made)).isZero();
            assertThat(checksums(made)).isEqualTo(checksums(clip));
        }
    }

    @ParameterizedTest
    @CsvSource({"libx264, mpegts", "libx265, mp4", "mpeg2video, mpegts"})
    void aRunWithoutAPassReadsThem(String codec, String format) throws Exception {
        Path clip = captionedIn(codec, format);
        ClosedCaptionReader.read(clip, 0, Timing.of(0), 1, LIMITS, this::take, notes);
        assertThat(cues()).isEqualTo(CUES);
    }

    private Path captionedIn(String codec, String format) throws FfmpegException {
        TestClips clip = clip("clip", format).codec(codec);
        return (codec.equals("libx265") ? clip.encoderOptions("a53cc", "1") : clip).make();
    }

    private void transcode(Path clip, Optional<String> ahead, VideoRung... rungs) throws FfmpegException {
        VideoRung[] wanted = rungs.length == 0 ? new VideoRung[] {rung("video", 320, 180)} : rungs;
        TranscodePlan plan = plan(clip, wanted);
        Transcoder.run(clip, plan, ahead, Optional.empty(), this::take, workspace, notes, () -> false);
    }

    private void take(long timeUs, byte[] data) {
        assertThat(timeUs).isGreaterThan(lastUs);
        lastUs = timeUs;
        found.add(timeUs / 1_000, data);
    }

    private List<Cue> cues() {
        List<Cue> rounded = new ArrayList<>();
        for (Cue cue : Objects.requireNonNull(found.end(3_000).get(1)).cues()) {
            rounded.add(new Cue(toPicture(cue.startMs()), toPicture(cue.endMs()), cue.text(), cue.settings()));
        }
        return rounded;
    }

    /** A broadcast's clock has ticks that are no milliseconds. */
    private static long toPicture(long ms) {
        assertThat(Math.abs(ms - Math.round(ms / 40.0) * 40)).isLessThanOrEqualTo(1);
        return Math.round(ms / 40.0) * 40;
    }

    private static MediaInfo.VideoStream picture(Path clip) throws FfmpegException {
        return Probe.probe(clip, LIMITS).mainVideo().orElseThrow();
    }

    private static List<Long> checksums(Path file) throws FfmpegException {
        return DecodedFile.of(file).pictures.stream()
                .map(DecodedFile.Picture::checksum)
                .toList();
    }

    private static int captioned(Path file) throws FfmpegException {
        int[] count = new int[1];
        DecodedFile.of(
                file, frame -> count[0] += Calls.isNull(av_frame_get_side_data(frame, AV_FRAME_DATA_A53_CC)) ? 0 : 1);
        return count[0];
    }
}
