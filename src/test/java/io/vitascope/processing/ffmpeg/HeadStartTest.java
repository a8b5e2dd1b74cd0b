package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One rendition that is ahead of the others: earlier, and otherwise the same. */
@ExtendWith(NoLivingHandles.class)
class HeadStartTest {

    @TempDir
    private Path folder;

    /**
     * Colours, not every sample or byte: which of two like choices x264 takes, depends on what lay in its memory
     * before.
     */
    @ParameterizedTest
    @ValueSource(strings = {"mp4", "mpegts", "matroska"})
    void aHeadStartChangesNoPictureAndNoSoundOfAnyRendition(String format) throws Exception {
        Path clip = TestClips.in(folder, "clip")
                .format(format)
                .times(350, frame -> frame * 40 + frame % 3 * 7)
                .audio(14, 2)
                .rising()
                .make();
        TranscodeNotes notesWithout = new TranscodeNotes();
        TranscodeNotes notesWith = new TranscodeNotes();
        Path without = transcode(clip, Optional.empty(), notesWithout);
        Path with = transcode(clip, Optional.of("small"), notesWith);
        for (String track : List.of("large", "small")) {
            DecodedFile expected = DecodedFile.of(without.resolve(track + ".mp4"));
            DecodedFile seen = DecodedFile.of(with.resolve(track + ".mp4"));
            assertThat(seen.pictures)
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes(".*checksum")
                    .isEqualTo(expected.pictures);
            assertThat(seen.keyPackets).isEqualTo(expected.keyPackets);
            assertThat(places(notesWith, track)).isEqualTo(places(notesWithout, track));
        }
        assertThat(with.resolve("audio.mp4")).hasSameBinaryContentAs(without.resolve("audio.mp4"));
    }

    private static List<Long> places(TranscodeNotes notes, String track) {
        return notes.segmentsOf(track).stream()
                .flatMap(segment -> Stream.of(segment.startUs(), segment.durationUs()))
                .toList();
    }

    @Test
    void theFirstFourSecondsAreThereBeforeTheOtherRenditionsBegin() throws Exception {
        Path clip = TestClips.in(folder, "clip").frames(350, 25).audio(14, 2).make();
        TranscodeNotes notes = new TranscodeNotes();
        transcode(clip, Optional.of("small"), notes);
        List<String> order =
                notes.segments.stream().map(TranscodeListener.Segment::track).toList();
        assertThat(order.subList(0, order.indexOf("large")))
                .filteredOn("small"::equals)
                .hasSize(3);
        assertThat(notes.fidelity).containsOnlyKeys("large", "small");
        assertThat(notes.segmentsOf("small"))
                .extracting(TranscodeListener.Segment::startUs)
                .startsWith(0L, 1_000_000L, 2_000_000L, 4_000_000L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheOthersWillBeIsKnownWhenTheFirstSegmentIsThere(boolean ofFields) throws Exception {
        TestClips clips = TestClips.in(folder, "clip").frames(350, 25).audio(14, 2);
        Path clip = (ofFields ? clips.interlacedMpeg2() : clips).make();
        boolean[] known = new boolean[1];
        TranscodeNotes notes = new TranscodeNotes() {
            @Override
            public void segment(Segment segment) {
                if (segment.track().equals("small") && segment.index() == 0) {
                    known[0] = tracks.stream().anyMatch(track -> track.name().equals("large"));
                }
                super.segment(segment);
            }
        };
        transcode(clip, Optional.of("small"), notes);
        assertThat(known[0]).isTrue();
    }

    @Test
    void aClipThatIsShorterThanTheHeadStartIsWhole() throws Exception {
        Path clip = TestClips.in(folder, "clip").make();
        TranscodeNotes notes = new TranscodeNotes();
        Path work = transcode(clip, Optional.of("small"), notes);
        assertThat(DecodedFile.of(work.resolve("small.mp4")).pictures).hasSize(50);
        assertThat(DecodedFile.of(work.resolve("large.mp4")).pictures).hasSize(50);
        assertThat(notes.ended).containsExactlyInAnyOrder("small", "large", "audio");
    }

    private Path transcode(Path clip, Optional<String> ahead, TranscodeNotes notes)
            throws FfmpegException, IOException {
        Path workspace = Files.createTempDirectory(folder, "work");
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(
                        0,
                        new FrameRate(25, 1),
                        List.of(
                                new VideoRung("large", 320, 180, 20, 2_000_000, Quality.SPEED, 1),
                                new VideoRung("small", 160, 90, 24, 400_000, Quality.SPEED, 1)),
                        false,
                        2)),
                List.of(new AudioRung("audio", 1, 2, 128_000)),
                SegmentGrid.risingTo(4_000_000),
                Timing.of(),
                MediaLimits.defaults());
        Transcoder.run(clip, plan, ahead, Optional.empty(), ClosedCaptionSink.NONE, workspace, notes, () -> false);
        return workspace;
    }
}
