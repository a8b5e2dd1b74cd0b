package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of its tracks an MP4 has shown, and when. */
@ExtendWith(NoLivingHandles.class)
final class EditListsTest extends Transcoding {

    /** So much later than their number says are the pictures in the track of a clip, since some wait for others. */
    private static final int REORDERED_MS = 80;

    /** White, and loud, from the third to the fourth second of five. */
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
}
