package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lacks its end: a little of it is told, and more is refused, if anything tells how much there should be. */
@ExtendWith(NoLivingHandles.class)
final class CutOffFilesTest extends Transcoding {
    private static final MediaLimits LIMITS = MediaLimits.defaults();

    private TestClips clip(String format) {
        TestClips clip = TestClips.in(folder, "clip").format(format);
        return format.equals("wav")
                ? clip.noVideo().soundCodec("pcm_f32le").audio(4, 2)
                : clip.grainy().frames(100, 25).audio(4, 2);
    }

    private static void cutAt(double share, Path clip) throws IOException {
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    private static FfmpegException refusal(Path clip) {
        return catchThrowableOfType(FfmpegException.class, () -> Probe.probe(clip, LIMITS));
    }

    private static VideoRung[] rungs(String format) {
        return format.equals("wav") ? new VideoRung[0] : new VideoRung[] {rung("video", 160, 90)};
    }

    private void copy(Path clip) throws FfmpegException {
        Copier.Plan plan = new Copier.Plan(
                "top",
                Probe.probe(clip, LIMITS).mainVideo().orElseThrow(),
                List.of(new Copier.SoundTrack("audio", 1, SpokenLanguage.UNKNOWN)),
                Timing.of(0, 1),
                SegmentGrid.even(4_000_000),
                LIMITS);
        Copier.run(clip, plan, workspace, ClosedCaptionSink.NONE, notes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"avi", "wav", "asf"})
    void whatItsHeaderSaysToBeLargerIsRefused(String format) throws FfmpegException, IOException {
        Path clip = clip(format).make();
        cutAt(0.6, clip);

        assertThat(refusal(clip).reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
        assertThat(refusal(clip)).hasMessageMatching("Only [56]\\d % .*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"avi", "wav", "asf"})
    void whatItsHeaderSaysToBeALittleLargerIsTold(String format) throws FfmpegException, IOException {
        Path clip = clip(format).make();
        transcode(clip, rungs(format));
        assertThat(notes.warnings).isEmpty();
        cutAt(0.965, clip);

        TranscodeResult result = transcode(clip, rungs(format));

        assertThat(notes.warnings).contains("truncated");
        assertThat(result.decodedShare()).isBetween(0.95, 0.99);
    }

    /** As recorders leave it that were switched off, and programs that write into a pipe. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x7fff_f024, 0x8000_0024})
    void aSizeThatNobodyKnewIsNoPromise(int size) throws FfmpegException, IOException {
        Path clip = clip("avi").make();
        byte[] bytes = Files.readAllBytes(clip);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, size);
        Files.write(clip, bytes);

        transcode(clip, rungs("avi"));

        assertThat(notes.warnings).isEmpty();
    }

    @Test
    void aCopyThatLacksALittleTellsSo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip.mp4")
                .frames(250, 25)
                .audio(10, 2)
                .indexInFront()
                .make();
        copy(clip);
        assertThat(notes.warnings).isEmpty();
        cutAt(0.97, clip);

        copy(clip);

        assertThat(notes.warnings).containsExactly("truncated");
    }

    @Test
    void aRecordingWhoseLastFragmentIsCutOffTellsSo() throws FfmpegException, IOException {
        Path clip = clip("mp4").fragmented().make();
        copy(clip);
        transcode(clip, rungs("mp4"));
        assertThat(notes.warnings).isEmpty();
        cutAt(0.6, clip);

        copy(clip);
        assertThat(notes.warningTexts).singleElement().asString().contains("last fragment");
        notes.warnings.clear();
        transcode(clip, rungs("mp4"));
        assertThat(notes.warnings).contains("truncated");
    }

    @Test
    void aRecordingOfOneFragmentThatIsCutOffIsRefused() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(100, 25)
                .gop(1_000)
                .fragmented()
                .make();
        cutAt(0.6, clip);

        assertThat(refusal(clip).reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
    }

    /** In front of the first fragment, which it says to be as long as all of them are. */
    @Test
    void fragmentsThatAnIndexListsAreMissed() throws FfmpegException, IOException {
        Path clip = clip("mp4").fragmented().make();
        byte[] bytes = Files.readAllBytes(clip);
        int first = first(bytes, "moof");
        ByteBuffer indexed = ByteBuffer.allocate(bytes.length + 44);
        indexed.put(bytes, 0, first);
        indexed.putInt(44).put("sidx".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        indexed.putInt(1).putInt(1_000).putInt(0).putInt(0);
        indexed.putInt(1).putInt(bytes.length - first).putInt(4_000).putInt(0x9000_0000);
        indexed.put(bytes, first, bytes.length - first);
        Files.write(clip, indexed.array());
        assertThat(Probe.probe(clip, LIMITS).durationUs()).isBetween(3_900_000L, 4_100_000L);
        cutAt(0.6, clip);

        assertThat(refusal(clip).reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
        assertThat(refusal(clip)).hasMessageMatching("Only [56]\\d % .*");
    }

    private static int first(byte[] mp4, String box) {
        int at = 0;
        while (!new String(mp4, at + 4, 4, StandardCharsets.US_ASCII).equals(box)) {
            at += ByteBuffer.wrap(mp4).getInt(at);
        }
        return at;
    }
}
