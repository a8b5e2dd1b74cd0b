package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLivingHandles.class)
final class TranscoderTest extends Transcoding {

    @Test
    void everyRungHasEveryFrameInItsSizeFromZeroOn() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").make();

        TranscodeResult result = transcode(clip, rung("large", 320, 180), rung("small", 160, 90));

        assertThat(result.decodedFrames()).isEqualTo(50);
        assertThat(result.decodedShare()).isEqualTo(1);
        assertThat(result.damaged()).isFalse();
        assertThat(result.framesPerTrack()).containsEntry("large", 50L).containsEntry("small", 50L);
        assertThat(notes.warnings).isEmpty();
        for (String track : List.of("large", "small")) {
            DecodedFile seen = watch(track);
            assertThat(seen.pictures).hasSize(50);
            assertThat(seen.pictures.get(0).timeUs()).isZero();
            assertThat(seen.pictures.get(49).timeUs()).isEqualTo(1_960_000);
            assertThat(seen.pictures.get(0).width()).isEqualTo(track.equals("large") ? 320 : 160);
            assertThat(DecodedFile.near(seen.pictures.get(10).topLeft(), TestClips.RED))
                    .isTrue();
            assertThat(Math.abs(seen.firstLoudUs())).isLessThan(25_000);
        }
    }

    @Test
    void tracksAnnounceWhatPlayersNeedToKnow() throws FfmpegException {
        transcode(TestClips.in(folder, "clip").make(), rung("video", 320, 180));

        TranscodeListener.Track video = notes.track("video");
        assertThat(video.codecs()).matches("avc1\\.64[0-9a-f]{4}");
        assertThat(video.isVideo()).isTrue();
        assertThat(video.timescale()).isEqualTo(90_000);
        assertThat(video.init()).exists();
        TranscodeListener.Track audio = notes.track("audio");
        assertThat(audio.codecs()).isEqualTo("mp4a.40.2");
        assertThat(audio.sampleRate()).isEqualTo(48_000);
        assertThat(audio.isVideo()).isFalse();
    }

    @Test
    void segmentsFollowTheGridWithoutAGap() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").frames(90, 25).audio(3.6, 2).make();

        transcode(clip, rung("video", 320, 180));

        List<TranscodeListener.Segment> segments = notes.segmentsOf("video");
        assertThat(segments)
                .extracting(TranscodeListener.Segment::durationUs)
                .containsExactly(1_000_000L, 1_000_000L, 1_000_000L, 600_000L);
        long expectedTicks = 0;
        for (int i = 0; i < segments.size(); i++) {
            TranscodeListener.Segment segment = segments.get(i);
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment.file()));
            assertThat(segment.index()).isEqualTo(i);
            assertThat(segment.startTicks()).isEqualTo(expectedTicks);
            assertThat(Boxes.decodeTime(bytes)).isEqualTo(expectedTicks);
            assertThat(segment.sizeBytes()).isEqualTo(bytes.limit());
            assertThat(segment.keyframeBytes()).isBetween(100L, segment.sizeBytes());
            expectedTicks += segment.durationTicks();
        }
        List<TranscodeListener.Segment> sound = notes.segmentsOf("audio");
        assertThat(sound).hasSizeBetween(4, 5);
        for (int i = 1; i < sound.size(); i++) {
            assertThat(sound.get(i).startUs()).isBetween(i * 1_000_000L, i * 1_000_000L + 21_334);
        }
    }

    @Test
    void everySegmentBeginsWithAKeyframe() throws FfmpegException, IOException {
        transcode(TestClips.in(folder, "clip").frames(75, 25).make(), rung("video", 320, 180));

        for (TranscodeListener.Segment segment : notes.segmentsOf("video")) {
            Path alone = folder.resolve("alone.mp4");
            Files.copy(notes.track("video").init(), alone, StandardCopyOption.REPLACE_EXISTING);
            Files.write(alone, Files.readAllBytes(segment.file()), StandardOpenOption.APPEND);
            assertThat(DecodedFile.of(alone).pictures).hasSize(25);
        }
    }

    @Test
    void aListenerMayTakeFilesAwayAtOnce() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").make();
        Path taken = folder.resolve("taken");

        Transcoder.run(
                clip,
                plan(clip, rung("video", 320, 180)),
                workspace,
                new TranscodeNotes() {
                    @Override
                    public void segment(Segment segment) {
                        try {
                            Files.move(segment.file(), taken, StandardCopyOption.REPLACE_EXISTING);
                        } catch (IOException failure) {
                            throw new java.io.UncheckedIOException(failure);
                        }
                    }
                },
                () -> false);

        assertThat(watch("video").pictures).hasSize(50);
    }

    @Test
    void aPortraitStaysPortraitAndUpright() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").matrix(0, 1, -1, 0).make();

        transcode(clip, rung("video", 180, 320));

        DecodedFile.Picture picture = watch("video").pictures.get(20);
        assertThat(picture.width()).isEqualTo(180);
        assertThat(picture.height()).isEqualTo(320);
        // Turned clockwise by a quarter, the red corner moves from the top left to the top right.
        assertThat(DecodedFile.near(picture.topRight(), TestClips.RED)).isTrue();
        assertThat(DecodedFile.near(picture.topLeft(), TestClips.BLUE)).isTrue();
        assertThat(DecodedFile.near(picture.bottomRight(), TestClips.GREEN)).isTrue();
        assertThat(DecodedFile.near(picture.bottomLeft(), TestClips.WHITE)).isTrue();
    }

    @Test
    void aMirroredPictureIsSeenTheRightWayRound() throws FfmpegException {
        transcode(TestClips.in(folder, "clip").matrix(-1, 0, 0, 1).make(), rung("video", 320, 180));

        DecodedFile.Picture picture = watch("video").pictures.get(20);
        assertThat(DecodedFile.near(picture.topRight(), TestClips.RED)).isTrue();
        assertThat(DecodedFile.near(picture.topLeft(), TestClips.GREEN)).isTrue();
        assertThat(DecodedFile.near(picture.bottomRight(), TestClips.BLUE)).isTrue();
    }

    @Test
    void whatTheContainerCropsIsNotSeen() throws FfmpegException {
        for (String format : List.of("mov", "matroska")) {
            // The left half is left out, and the lower.
            Path clip = TestClips.in(folder, "clip")
                    .format(format)
                    .cropped(0, 90, 160, 0)
                    .matrix(format.equals("mov") ? new int[] {0, 1, -1, 0} : new int[0])
                    .make();
            MediaInfo.VideoStream stream =
                    Probe.probe(clip, MediaLimits.defaults()).mainVideo().orElseThrow();
            boolean turned = format.equals("mov");
            assertThat(stream.displayWidth()).as(format).isEqualTo(turned ? 90 : 160);
            assertThat(stream.displayHeight()).as(format).isEqualTo(turned ? 160 : 90);

            transcode(clip, rung("video", stream.displayWidth(), stream.displayHeight()));

            DecodedFile.Picture picture = watch("video").pictures.get(20);
            assertThat(DecodedFile.near(picture.topLeft(), TestClips.GREEN))
                    .as(format)
                    .isTrue();
            assertThat(DecodedFile.near(picture.topRight(), TestClips.GREEN))
                    .as(format)
                    .isTrue();
            assertThat(DecodedFile.near(picture.bottomLeft(), TestClips.GREEN))
                    .as(format)
                    .isTrue();
        }
    }

    @Test
    void aVariableFrameRateKeepsItsDurationAndItsMoments() throws FfmpegException {
        // Two frames a second; white from second 2.5 on.
        Path clip = TestClips.in(folder, "clip")
                .times(10, frame -> frame * 500L + (frame % 2) * 37L)
                .paint((frame, x, y, width, height) -> frame < 5 ? TestClips.BLACK : TestClips.WHITE)
                .audio(5, 2)
                .make();

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(4_900_000L, 5_200_000L);
        assertThat(framesOf(result, "video")).isLessThan(5 * 31);
        DecodedFile seen = watch("video");
        long turnUs = seen.firstUs(TestClips.WHITE);
        assertThat(turnUs).isBetween(2_537_000L - 42_000, 2_537_000L + 42_000);
    }

    @Test
    void aClipWithoutSoundHasNoAudioTrack() throws FfmpegException {
        TranscodeResult result =
                transcode(TestClips.in(folder, "clip").noAudio().make(), rung("video", 320, 180));

        assertThat(result.framesPerTrack()).containsOnlyKeys("video");
        assertThat(notes.tracks).hasSize(1);
    }

    @Test
    void soundAloneBecomesAnAudioTrack() throws FfmpegException {
        TranscodeResult result =
                transcode(TestClips.in(folder, "clip").noVideo().audio(3, 6).make());

        assertThat(result.framesPerTrack()).containsOnlyKeys("audio");
        assertThat(result.durationUs()).isBetween(2_980_000L, 3_080_000L);
        assertThat(notes.segmentsOf("audio")).hasSize(3);
    }

    @Test
    void thePictureStaysUntilTheSoundEnds() throws FfmpegException {
        TranscodeResult result =
                transcode(TestClips.in(folder, "clip").audio(4, 2).make(), rung("video", 320, 180));

        assertThat(result.durationUs()).isBetween(3_980_000L, 4_080_000L);
        assertThat(result.framesPerTrack().get("video")).isBetween(100L, 101L);
        assertThat(notes.segmentsOf("audio")).hasSize(4);
        DecodedFile seen = watch("video");
        assertThat(seen.pictures.get(99).topLeft())
                .isEqualTo(seen.pictures.get(60).topLeft());
    }

    @Test
    void silenceFollowsASoundThatEndsBeforeThePicture() throws FfmpegException {
        transcode(TestClips.in(folder, "clip").frames(100, 25).audio(1.5, 2).make(), rung("video", 320, 180));

        List<TranscodeListener.Segment> sound = notes.segmentsOf("audio");
        TranscodeListener.Segment last = sound.get(sound.size() - 1);
        assertThat(last.startUs() + last.durationUs()).isBetween(4_000_000L, 4_050_000L);
        DecodedFile seen = watch("video");
        assertThat(seen.loudness.get(280)).isGreaterThan(0.1);
        assertThat(seen.loudness.get(330)).isLessThan(0.001);
    }

    @Test
    void twoLostBlocksOfSoundDoNotMoveWhatFollows() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(75, 25)
                .audio(3, 2)
                .tone(seconds -> seconds >= 2)
                .make();
        TestClips.damage(clip, 1, 20);
        TestClips.damage(clip, 1, 21);

        TranscodeResult result = transcode(clip, rung("video", 320, 180));

        assertThat(result.damaged()).isTrue();
        assertThat(watch("video").firstLoudUs()).isBetween(1_975_000L, 2_015_000L);
    }

    private Path cutAt(double share, Path clip) throws IOException {
        byte[] bytes = Files.readAllBytes(clip);
        return Files.write(clip, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    }

    @Test
    void aSourceThatLacksALittleGivesWhatDecodesAndSaysSo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(375, 25)
                .noAudio()
                .indexInFront()
                .make();
        TranscodePlan plan = plan(clip, rung("video", 320, 180));

        TranscodeResult result = Transcoder.run(cutAt(0.97, clip), plan, workspace, notes, () -> false);

        assertThat(result.decodedShare()).isBetween(0.95, 0.99);
        assertThat(result.damaged()).isTrue();
        assertThat(notes.warnings).contains("truncated");
        assertThat(watch("video").pictures).hasSize(framesOf(result, "video"));
    }

    @Test
    void aSourceThatLacksMoreFailsAndTellsHowMuchWasThere() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(150, 25)
                .noAudio()
                .indexInFront()
                .make();
        TranscodePlan plan = plan(clip, rung("video", 320, 180));
        cutAt(0.6, clip);

        FfmpegException failure = catchThrowableOfType(
                FfmpegException.class, () -> Transcoder.run(clip, plan, workspace, notes, () -> false));

        assertThat(failure.reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
        assertThat(failure)
                .hasMessageMatching("Only \\d\\d % of it can be decoded, \\d seconds; .* Send the whole file.*");
        FfmpegException refusal =
                catchThrowableOfType(FfmpegException.class, () -> Probe.probe(clip, MediaLimits.defaults()));
        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
    }

    @Test
    void aJobCancelledAtItsFirstSegmentStopsLongBeforeItsEnd() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").frames(1500, 25).noAudio().make();
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger cut = new AtomicInteger();
        TranscodePlan plan = plan(clip, new VideoRung("video", 320, 180, 20, 2_000_000, Quality.BEST, 1));

        FfmpegException stop = catchThrowableOfType(
                FfmpegException.class,
                () -> Transcoder.run(
                        clip,
                        plan,
                        workspace,
                        new TranscodeNotes() {
                            @Override
                            public void segment(Segment segment) {
                                cut.incrementAndGet();
                                cancelled.set(true);
                            }
                        },
                        cancelled::get));

        assertThat(stop.reason()).isEqualTo(FfmpegException.Reason.CANCELLED);
        assertThat(cut).as("of sixty").hasValueLessThan(10);
    }

    @Test
    void aListenerThatFailsStopsTheJobWithItsOwnException() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").frames(500, 25).make();
        TranscodePlan plan = plan(clip, rung("video", 320, 180), rung("small", 160, 90));

        IllegalStateException failure = catchThrowableOfType(
                IllegalStateException.class,
                () -> Transcoder.run(
                        clip,
                        plan,
                        workspace,
                        new TranscodeNotes() {
                            @Override
                            public void segment(Segment segment) {
                                throw new IllegalStateException("no room");
                            }
                        },
                        () -> false));

        assertThat(failure).hasMessage("no room");
    }
}
