package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLivingHandles.class)
final class GalleryTest {
    private static final int[][] COLOURS = {TestClips.RED, TestClips.GREEN, TestClips.BLUE, TestClips.WHITE};

    @TempDir
    private Path folder;

    /** Twelve seconds, each of one colour, a keyframe every second. */
    private TestClips seconds() {
        return TestClips.in(folder, "clip")
                .frames(300, 25)
                .noAudio()
                .paint((frame, x, y, width, height) -> COLOURS[frame / 25 % 4]);
    }

    /** What is taken from a pass that encodes one small rendition. */
    private Gallery passed(Path clip, long claimedUs) throws FfmpegException, IOException {
        MediaInfo.VideoStream stream =
                Probe.probe(clip, MediaLimits.defaults()).mainVideo().orElseThrow();
        Gallery gallery = new Gallery(stream, claimedUs);
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(
                        stream.index(),
                        stream.frameRate(),
                        List.of(new VideoRung("tiny", 64, 36, 40, 100_000, Quality.SPEED, 1)))),
                List.of(),
                SegmentGrid.even(4_000_000),
                Timing.of(),
                MediaLimits.defaults());
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Transcoder.run(
                clip,
                plan,
                Optional.empty(),
                Optional.of(gallery),
                ClosedCaptionSink.NONE,
                workspace,
                new TranscodeNotes(),
                () -> false);
        return gallery;
    }

    @Test
    void aBroadcastWithASingleKeyframeHasAStoryboardAndAPreview() throws Exception {
        Path clip = TestClips.in(folder, "clip")
                .format("mpegts")
                .frames(100, 25)
                .gop(500)
                .audio(4, 2)
                .make();
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        try (Gallery gallery = new Gallery(info.mainVideo().orElseThrow(), info.durationUs())) {
            gallery.readKeyframes(clip, 4_000_000, MediaLimits.defaults());
            assertThat(gallery.storyboard(folder, 4_000_000).startsUs()).isNotEmpty();
            assertThat(gallery.preview()).isNotEmpty();
        }
    }

    @Test
    void whatPassesByHasAPictureThatIsBetterThanABlackKeyframe() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(100, 25)
                .gop(1_000)
                .matrix(0, 1, -1, 0)
                .paint((frame, x, y, width, height) -> {
                    int[] full = TestClips.corners(frame, x, y, width, height);
                    double share = Math.min(1, frame / 60.0); // slowly, lest the encoder sees a cut
                    return new int[] {
                        (int) (16 + (full[0] - 16) * share),
                        (int) (128 + (full[1] - 128) * share),
                        (int) (128 + (full[2] - 128) * share)
                    };
                })
                .make();
        Poster keyframe = Snapshot.posterOfKeyframes(clip, Still.jpeg(320), MediaLimits.defaults());
        assertThat(keyframe.isPoor()).isTrue();
        assertThat(keyframe.candidates()).isEqualTo(1);

        try (Gallery gallery = passed(clip, 4_000_000)) {
            Poster better = keyframe.orBetter(gallery.poster(Still.jpeg(320)).orElseThrow());

            assertThat(better.isPoor()).isFalse();
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(better.bytes()));
            assertThat(image.getHeight()).isGreaterThan(image.getWidth());
        }
    }

    private static Color tile(Storyboard storyboard, int index) throws IOException {
        Storyboard.Place place = storyboard.place(index);
        BufferedImage sheet =
                ImageIO.read(storyboard.sheets().get(place.sheet()).toFile());
        return new Color(sheet.getRGB(place.x() + storyboard.tileWidth() / 2, place.y() + storyboard.tileHeight() / 2));
    }

    private static void assertSecondsAreSeen(Storyboard storyboard) throws IOException {
        assertThat(storyboard.startsUs()).hasSize(12).startsWith(0L, 1_000_000L).endsWith(11_000_000L);
        assertThat(storyboard.endUs(11)).isEqualTo(12_000_000);
        for (int i = 0; i < 12; i++) {
            Color seen = tile(storyboard, i);
            Color painted =
                    List.of(Color.RED, Color.GREEN, Color.BLUE, Color.WHITE).get(i % 4);
            assertThat(seen.getRed()).as("red of tile " + i).isCloseTo(painted.getRed(), within(12));
            assertThat(seen.getGreen()).as("green of tile " + i).isCloseTo(painted.getGreen(), within(12));
            assertThat(seen.getBlue()).as("blue of tile " + i).isCloseTo(painted.getBlue(), within(12));
        }
    }

    @Test
    void tilesShowTheVideoSecondBySecond() throws FfmpegException, IOException {
        try (Gallery gallery = passed(seconds().make(), 12_000_000)) {
            Storyboard storyboard = gallery.storyboard(folder, 12_000_000);

            assertThat(storyboard.tileWidth()).isEqualTo(160);
            assertThat(storyboard.tileHeight()).isEqualTo(90);
            BufferedImage sheet = ImageIO.read(storyboard.sheets().get(0).toFile());
            assertThat(sheet.getWidth()).isEqualTo(1_600);
            assertThat(sheet.getHeight()).isEqualTo(180);
            assertSecondsAreSeen(storyboard);
        }
    }

    @Test
    void allSheetsAreOfOneSizeAlsoTheLast() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "slow.mp4").frames(103, 1).noAudio().make();
        try (Gallery gallery = passed(clip, 103_000_000)) {
            Storyboard storyboard = gallery.storyboard(folder, 103_000_000);
            assertThat(storyboard.stepUs()).hasValue(1_000_000);
            assertThat(storyboard.sheets()).hasSize(2).allSatisfy(sheet -> {
                BufferedImage picture = ImageIO.read(sheet.toFile());
                assertThat(picture.getWidth()).isEqualTo(1_600);
                assertThat(picture.getHeight()).isEqualTo(900);
            });
        }
    }

    @Test
    void keyframesAloneGiveTheSameTiles() throws FfmpegException, IOException {
        Path clip = seconds().make();
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        try (Gallery gallery = new Gallery(info.mainVideo().orElseThrow(), info.durationUs())) {
            gallery.readKeyframes(clip, 12_000_000, MediaLimits.defaults());

            assertSecondsAreSeen(gallery.storyboard(folder, 12_000_000));
            assertThat(new WebpLoop(gallery.preview())
                            .durationsMs().stream().mapToInt(Integer::intValue).sum())
                    .isCloseTo(3_000, within(150));
        }
    }

    @Test
    void whereKeyframesAreRareTilesAreToo() throws FfmpegException, IOException {
        Path clip =
                TestClips.in(folder, "clip").frames(300, 25).noAudio().gop(100).make();
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        try (Gallery gallery = new Gallery(info.mainVideo().orElseThrow(), info.durationUs())) {
            gallery.readKeyframes(clip, 12_000_000, MediaLimits.defaults());

            assertThat(gallery.storyboard(folder, 12_000_000).startsUs()).containsExactly(0L, 4_000_000L, 8_000_000L);
        }
    }

    @Test
    void tilesOfAVideoThatWasTurnedAreUpright() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").matrix(0, 1, -1, 0).make();
        try (Gallery gallery = passed(clip, 2_000_000)) {
            Storyboard storyboard = gallery.storyboard(folder, 2_000_000);

            assertThat(storyboard.tileWidth()).isEqualTo(90);
            assertThat(storyboard.tileHeight()).isEqualTo(160);
            BufferedImage sheet = ImageIO.read(storyboard.sheets().get(0).toFile());
            assertThat(new Color(sheet.getRGB(68, 40)).getRed()).isGreaterThan(235);
            assertThat(new Color(sheet.getRGB(68, 40)).getGreen()).isLessThan(30);
        }
    }

    @Test
    void aFewMomentsBecomeALoopOfThreeSeconds() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").frames(250, 25).noAudio().make();
        try (Gallery gallery = passed(clip, 10_000_000)) {
            byte[] webp = gallery.preview();
            WebpLoop loop = new WebpLoop(webp);

            assertThat(webp).hasSizeLessThan(PreviewWriter.MAX_BYTES);
            assertThat(loop.width()).isEqualTo(320);
            assertThat(loop.height()).isEqualTo(180);
            assertThat(loop.rounds()).isZero();
            assertThat(loop.durationsMs()).hasSize(30).allMatch(ms -> ms >= 40 && ms <= 200);
            assertThat(loop.durationsMs().stream().mapToInt(Integer::intValue).sum())
                    .isCloseTo(3_000, within(100));
        }
    }

    @Test
    void aPictureThatEndsBeforeTheFirstMomentIsItsOwnPreview() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip.mp4").frames(1, 25).audio(10, 2).make();
        try (Gallery gallery = passed(clip, 10_000_000)) {
            assertThat(new String(gallery.preview(), 8, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("WEBP");
        }
    }

    @Test
    void blackMomentsAreLeftOutOfThePreview() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip")
                .frames(250, 25)
                .noAudio()
                .paint((frame, x, y, width, height) ->
                        frame < 100 ? TestClips.BLACK : TestClips.corners(frame, x, y, width, height))
                .make();
        try (Gallery gallery = passed(clip, 10_000_000)) {
            WebpLoop loop = new WebpLoop(gallery.preview());

            assertThat(loop.durationsMs()).hasSize(18);
            assertThat(loop.durationsMs().stream().mapToInt(Integer::intValue).sum())
                    .isCloseTo(1_800, within(100));
        }
    }

    @Test
    void whatFailsHereIsToldInTheEndAndStopsNobody() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").make();
        Resizer.Seen seen = new Resizer.Seen(Orientation.UPRIGHT, false, 320, 180);
        Resizer impossible = new Resizer(seen, 1 << 20, 1 << 20, 1 << 20, 1 << 20, VideoChain.Target.JPEG);
        try (Pipeline pipeline = new Pipeline(() -> false);
                FrameTap tap = new FrameTap(us -> true, 10, impossible);
                StillReader reader = StillReader.open(clip, MediaLimits.defaults(), StillReader.Accuracy.EXACT)) {
            tap.startIn(pipeline, "impossible");

            reader.from(0, 2_000_000, frame -> tap.offer(frame, frame.pts()));
            tap.finish();
            pipeline.join();

            assertThatThrownBy(tap::kept).isInstanceOf(FfmpegException.class);
        }
    }
}
