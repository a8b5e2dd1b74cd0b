package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A picture that players can take as it is: recognised, cut into segments without loss, matched by renditions beside
 * it.
 */
class CopierTest {

    private static final MediaLimits LIMITS = MediaLimits.defaults();
    private static final SegmentGrid GRID = SegmentGrid.even(4_000_000);

    @TempDir
    private Path folder;

    private Path workspace;
    private final TranscodeNotes notes = new TranscodeNotes();

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(folder.resolve("work"));
    }

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Owned.living()).isZero();
    }

    @Test
    void everyPictureAndTheSoundComeOutAsTheyWentIn() throws Exception {
        Path clip =
                TestClips.in(folder, "clip.mp4").frames(250, 25).audio(10, 2).make();
        copy(clip);
        DecodedFile before = DecodedFile.of(clip);
        DecodedFile picture = DecodedFile.of(joined("top"));
        assertThat(picture.pictures).hasSize(250);
        for (int i = 0; i < 250; i++) {
            assertThat(picture.pictures.get(i).timeUs()
                            - picture.pictures.get(0).timeUs())
                    .isEqualTo(before.pictures.get(i).timeUs());
        }
        Path mp4 = folder.resolve("progressive.mp4");
        Timing timing = Timing.of(0, 1);
        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofPicture(clip, picture(clip), timing)),
                Optional.of(Remuxer.Part.ofSound(clip, 1, SpokenLanguage.UNKNOWN, timing)),
                mp4);
        DecodedFile after = DecodedFile.of(mp4);
        assertThat(after.pictures).hasSize(250);
        assertThat(after.pictures.get(249).timeUs())
                .isEqualTo(before.pictures.get(249).timeUs());
        assertThat(after.firstLoudUs()).isEqualTo(before.firstLoudUs());
        assertThat(notes.ended).containsExactlyInAnyOrder("top", "audio");
    }

    @Test
    void aPauseOfThePictureIsNotAddedToItsEnd() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4")
                .times(50, frame -> frame * 40L + (frame < 30 ? 0 : 3_000))
                .audio(5, 2)
                .make();
        assertThat(copy(clip).durationUs()).isBetween(4_990_000L, 5_050_000L);
        Path mp4 = folder.resolve("progressive.mp4");
        Timing timing = Timing.of(0, 1);
        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofPicture(clip, picture(clip), timing)),
                Optional.of(Remuxer.Part.ofSound(clip, 1, SpokenLanguage.UNKNOWN, timing)),
                mp4);
        assertThat(Probe.probe(mp4, LIMITS).durationUs()).isBetween(4_990_000L, 5_050_000L);
    }

    @Test
    void segmentsFollowTheKeyframesAndBeginWithOne() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4")
                .frames(300, 25)
                .gop(50)
                .audio(12, 2)
                .make();
        Copier.Result result = copy(clip);
        assertThat(result.startsUs()).containsExactly(0L, 4_000_000L, 8_000_000L);
        assertThat(result.durationUs()).isBetween(12_000_000L, 12_050_000L);
        List<TranscodeListener.Segment> segments = notes.segmentsOf("top");
        assertThat(segments)
                .extracting(TranscodeListener.Segment::durationUs)
                .containsExactly(4_000_000L, 4_000_000L, 4_000_000L);
        for (TranscodeListener.Segment segment : segments) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment.file()));
            assertThat(Boxes.decodeTime(bytes)).isEqualTo(segment.startTicks());
        }
        assertThat(notes.segmentsOf("audio")).hasSize(3);
    }

    @Test
    void aRenditionBesideItIsCutAtTheSameMoments() throws Exception {
        requireSameCuts(TestClips.in(folder, "clip.mp4")
                .frames(300, 25)
                .gop(65)
                .audio(12, 2)
                .make());
    }

    @Test
    void aLongLastSegmentIsOneInTheRenditionBesideItToo() throws Exception {
        requireSameCuts(TestClips.in(folder, "clip.mp4")
                .frames(264, 25)
                .gop(132)
                .still()
                .audio(10.5, 2)
                .make());
        assertThat(notes.segmentsOf("small")).hasSize(2);
    }

    private void requireSameCuts(Path clip) throws Exception {
        Copier.Result copied = copy(clip);
        VideoRung rung = new VideoRung("small", 160, 90, 24, 300_000, Quality.SPEED, 1);
        TranscodePlan below = new TranscodePlan(
                Transcoding.picture(25, rung), List.of(), SegmentGrid.of(copied, 4_000_000), Timing.of(0, 1), LIMITS);
        Transcoder.run(clip, below, workspace, notes, () -> false);
        assertThat(notes.segmentsOf("small"))
                .extracting(TranscodeListener.Segment::startUs)
                .isEqualTo(notes.segmentsOf("top").stream()
                        .map(TranscodeListener.Segment::startUs)
                        .toList());
        DecodedFile small = DecodedFile.of(joined("small"));
        DecodedFile top = DecodedFile.of(joined("top"));
        assertThat(small.pictures).hasSameSizeAs(top.pictures);
    }

    @Test
    void aGroupThatIsTooLongInTheMiddleVoidsTheCopy() throws Exception {
        Path clip = TestClips.withLongGroupLate(folder, "clip.mkv");
        assertThatThrownBy(() -> copy(clip))
                .isInstanceOfSatisfying(FfmpegException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(FfmpegException.Reason.NOT_COPYABLE));
        assertThat(notes.segmentsOf("top")).isNotEmpty();
        assertThat(notes.ended).isEmpty();
    }

    @Test
    void aSoundThatEndsBeforeThePictureIsCompletedWhateverItsContainerTells() throws Exception {
        for (String format : List.of("matroska", "mpegts")) {
            Path clip = TestClips.in(folder, "clip." + format)
                    .format(format)
                    .frames(100, 25)
                    .audio(2, 2)
                    .make();
            copy(clip);
            TranscodeListener.Segment last =
                    notes.segmentsOf("audio").get(notes.segmentsOf("audio").size() - 1);
            assertThat(last.startUs() + last.durationUs()).as(format).isBetween(3_950_000L, 4_030_000L);
        }
    }

    @Test
    void theLastPictureStaysWhileSomethingIsHeardAsFarAsItsSegmentMayGo() throws Exception {
        copy(TestClips.in(folder, "clip.mp4").frames(50, 25).audio(3, 2).make());
        TranscodeListener.Segment last = notes.segmentsOf("top").get(0);
        assertThat(last.startUs() + last.durationUs()).isBetween(2_900_000L, 3_050_000L);
        DecodedFile picture = DecodedFile.of(joined("top"));
        assertThat(picture.pictures).hasSize(50);
    }

    @Test
    void aSourceThatIsCutOffIsNotPassedOnAsIfItWereWhole() throws Exception {
        Path clip = TestClips.in(folder, "clip.mkv")
                .format("matroska")
                .frames(250, 25)
                .audio(10, 2)
                .make();
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> copy(clip))
                .isInstanceOfSatisfying(FfmpegException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(FfmpegException.Reason.NOT_COPYABLE));
    }

    @Test
    void whatADecoderRefusesIsFoundOutOfPictureAndOfSound() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").make();
        CopyProof.run(clip, Set.of(0, 1), LIMITS, notes);
        for (int stream : List.of(0, 1)) {
            Path damaged = Files.copy(clip, folder.resolve("damaged-" + stream + ".mp4"));
            TestClips.damage(damaged, stream, 30);
            assertThatThrownBy(() -> CopyProof.run(damaged, Set.of(0, 1), LIMITS, notes))
                    .isInstanceOfSatisfying(FfmpegException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(FfmpegException.Reason.NOT_COPYABLE));
        }
    }

    @Test
    void segmentsLastThreeToSixSecondsWhereKeyframesAllowIt() throws Exception {
        assertThat(cuts(0, 2_000, 4_000, 6_000, 8_000, 9_000)).containsExactly(4_000L, 8_000L);
        assertThat(cuts(0, 2_900, 8_900, 10_000)).containsExactly(2_900L, 8_900L);
        assertThat(cuts(0, 5_000, 9_000)).containsExactly(5_000L);
        assertThat(cuts(0, 1_000)).isEmpty();
        assertThatThrownBy(() -> cuts(0, 7_000, 9_000)).isInstanceOf(FfmpegException.class);
        assertThatThrownBy(() -> cuts(0, 9_000)).isInstanceOf(FfmpegException.class);
    }

    /** @param times in milliseconds, the last is the end */
    private static List<Long> cuts(long... times) throws FfmpegException {
        SegmentCuts cuts = new SegmentCuts(new TimeBase(1, 1_000));
        List<Long> begun = new ArrayList<>();
        for (int i = 0; i + 1 < times.length; i++) {
            if (cuts.before(times[i], times[i + 1])) {
                begun.add(times[i]);
            }
        }
        return begun;
    }

    private Copier.Result copy(Path clip) throws FfmpegException {
        MediaInfo info = Probe.probe(clip, LIMITS);
        Copyable copyable = CopyCheck.check(clip, info, 10_000_000, LIMITS);
        assertThat(copyable.why()).isEmpty();
        assertThat(copyable.sounds()).containsExactly(1);
        Copier.Plan plan = new Copier.Plan(
                "top",
                info.mainVideo().orElseThrow(),
                List.of(new Copier.SoundTrack("audio", 1, SpokenLanguage.UNKNOWN)),
                Timing.of(0, 1),
                GRID,
                LIMITS);
        return Copier.run(clip, plan, workspace, ClosedCaptionSink.NONE, notes);
    }

    private Path joined(String track) throws IOException {
        Path file = folder.resolve(track + "-joined.mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            Files.copy(workspace.resolve(track).resolve("init.mp4"), out);
            for (TranscodeListener.Segment segment : notes.segmentsOf(track)) {
                Files.copy(segment.file(), out);
            }
        }
        return file;
    }

    private static MediaInfo.VideoStream picture(Path clip) throws FfmpegException {
        return Probe.probe(clip, LIMITS).mainVideo().orElseThrow();
    }
}
