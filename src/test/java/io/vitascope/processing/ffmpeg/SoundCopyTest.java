package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sounds of one source: some passed on as they are while the picture is encoded, all in time with it. */
@ExtendWith(NoLivingHandles.class)
final class SoundCopyTest {

    private static final MediaLimits LIMITS = MediaLimits.defaults();

    @TempDir
    private Path folder;

    private final TranscodeNotes notes = new TranscodeNotes();

    @Test
    void aSoundThatIsPassedOnIsAsInTimeAsOneThatIsEncoded() throws Exception {
        Path surround = TestClips.in(folder, "surround.mp4")
                .frames(100, 25)
                .audio(4, 6)
                .tone(seconds -> seconds > 2.5)
                .make();
        Path stereo = TestClips.in(folder, "stereo.mp4")
                .audio(4, 2)
                .tone(seconds -> seconds > 1.5)
                .make();
        Path film = TestMux.in(folder, "film.mp4")
                .take(surround, 0, "", "")
                .take(surround, 1, "eng", "")
                .take(stereo, 1, "ger", "")
                .make();
        Path workspace = Files.createDirectory(folder.resolve("work"));
        TranscodePlan plan = new TranscodePlan(
                Transcoding.picture(25, new VideoRung("small", 160, 90, 26, 300_000, Quality.SPEED, 1)),
                List.of(
                        new AudioRung("audio", 1, 2, 128_000),
                        AudioRung.copyOf("audio-2", 2, 2),
                        AudioRung.copyOf("audio-original", 1, 6)),
                SegmentGrid.even(1_000_000),
                Timing.of(0, 1, 2),
                LIMITS);
        Transcoder.run(film, plan, workspace, notes, () -> false);

        long firstLoudUs = DecodedFile.of(joined(workspace, "audio")).firstLoudUs();
        assertThat(firstLoudUs).isCloseTo(2_500_000, within(25_000L));
        assertThat(DecodedFile.of(joined(workspace, "audio-original")).firstLoudUs())
                .isCloseTo(firstLoudUs, within(2_000L));
        assertThat(DecodedFile.of(joined(workspace, "audio-2")).firstLoudUs()).isCloseTo(1_500_000, within(25_000L));
        assertThat(notes.track("audio-original").channels()).isEqualTo(6);
        assertThat(notes.track("audio").channels()).isEqualTo(2);
        for (String track : List.of("audio", "audio-2", "audio-original")) {
            assertThat(notes.segmentsOf(track)).hasSize(4);
            assertThat(notes.ended).contains(track);
        }
    }

    @Test
    void theFilesThemselvesTellWhatIsSpoken() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").frames(25, 25).audio(1, 2).make();
        Path film = TestMux.in(folder, "film.mkv")
                .take(clip, 0, "", "")
                .take(clip, 1, "ger", "")
                .take(clip, 1, "", "")
                .make();
        Path workspace = Files.createDirectory(folder.resolve("work"));
        List<AudioRung> rungs = List.of(
                new AudioRung("encoded", 1, 2, 128_000).in(new SpokenLanguage("deu")),
                AudioRung.copyOf("copied", 1, 2).in(new SpokenLanguage("deu")),
                new AudioRung("unknown", 2, 2, 128_000));
        TranscodePlan plan =
                new TranscodePlan(Optional.empty(), rungs, SegmentGrid.even(1_000_000), Timing.of(1, 2), LIMITS);
        Transcoder.run(film, plan, workspace, notes, () -> false);

        assertThat(languageOf(workspace.resolve("encoded/init.mp4"))).isEqualTo("deu");
        assertThat(languageOf(workspace.resolve("copied/init.mp4"))).isEqualTo("deu");
        assertThat(languageOf(workspace.resolve("unknown/init.mp4"))).isEqualTo("und");
        for (Remuxer.Part part : List.of(
                Remuxer.Part.ofTrack(workspace.resolve("encoded.mp4")),
                Remuxer.Part.ofSound(film, 1, new SpokenLanguage("deu"), plan.timing()))) {
            Path mp4 = folder.resolve("progressive.mp4");
            Remuxer.progressive(Optional.empty(), Optional.of(part), mp4);
            assertThat(languageOf(mp4)).isEqualTo("deu");
        }
    }

    /** Source: ISO/IEC 14496-12, section 8.4.2.3: three times five bits. */
    private static String languageOf(Path mp4) throws IOException {
        ByteBuffer header = Boxes.find(ByteBuffer.wrap(Files.readAllBytes(mp4)), "moov/trak/mdia/mdhd")
                .orElseThrow();
        int packed = header.getShort(header.get(0) == 1 ? 32 : 20);
        StringBuilder letters = new StringBuilder();
        for (int shift = 10; shift >= 0; shift -= 5) {
            letters.append((char) (0x60 + (packed >> shift & 0x1f)));
        }
        return letters.toString();
    }

    @Test
    void soundsInMonoStereoAndSixChannelsOfAacInMp4CanBePassedOn() throws Exception {
        Path film = TestMux.in(folder, "film.mp4")
                .take(TestClips.in(folder, "one.mp4").frames(25, 25).audio(1, 1).make(), 0, "", "")
                .take(folder.resolve("one.mp4"), 1, "eng", "")
                .take(TestClips.in(folder, "four.mp4").audio(1, 4).make(), 1, "eng", "")
                .take(TestClips.in(folder, "six.mp4").audio(1, 6).make(), 1, "eng", "")
                .make();
        MediaInfo info = Probe.probe(film, LIMITS);
        assertThat(CopyCheck.check(film, info, 10_000_000, LIMITS).sounds()).containsExactlyInAnyOrder(1, 3);
    }

    /** As FFmpeg makes it of every AC-3 in 5.1. */
    @Test
    void aSoundWhoseChannelsOnlyItsBlocksTellIsEncoded() throws Exception {
        Path film = TestClips.in(folder, "film.mp4")
                .frames(25, 25)
                .audio(1, 6)
                .layout("5.1(side)")
                .make();

        MediaInfo info = Probe.probe(film, LIMITS);

        assertThat(info.mainAudio().orElseThrow().channels()).isEqualTo(6);
        assertThat(CopyCheck.check(film, info, 10_000_000, LIMITS).sounds()).isEmpty();
    }

    @Test
    void aSoundThatEndsWellBeforeThePictureIsEncodedSoThatSilenceFollows() throws Exception {
        Path film = TestMux.in(folder, "film.mp4")
                .take(
                        TestClips.in(folder, "whole.mp4")
                                .frames(100, 25)
                                .audio(4, 2)
                                .make(),
                        0,
                        "",
                        "")
                .take(folder.resolve("whole.mp4"), 1, "eng", "")
                .take(TestClips.in(folder, "short.mp4").audio(2, 2).make(), 1, "ger", "")
                .make();
        Copyable copyable = CopyCheck.check(film, Probe.probe(film, LIMITS), 10_000_000, LIMITS);
        assertThat(copyable.picture()).isTrue();
        assertThat(copyable.sounds()).containsExactly(1);

        Path workspace = Files.createDirectory(folder.resolve("work"));
        TranscodePlan sounds = new TranscodePlan(
                Optional.empty(),
                List.of(new AudioRung("audio-2", 2, 2, 128_000)),
                SegmentGrid.even(1_000_000),
                Timing.of(0, 1, 2),
                LIMITS);
        Transcoder.run(film, sounds, workspace, notes, () -> false);
        assertThat(notes.segmentsOf("audio-2")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void whereASoundIsMissingSilenceIsPutIn(int channels) throws Exception {
        Path clip =
                TestClips.in(folder, "clip.mp4").noVideo().audio(4, channels).make();
        Path workspace = Files.createDirectory(folder.resolve("work"));
        // It begins at 1 s, pauses from 2 to 2.5 s and ends at 3 s.
        try (Input input = Input.open(clip, LIMITS);
                SoundCopy copy = new SoundCopy(
                        new Copier.SoundTrack("audio", 0, SpokenLanguage.UNKNOWN),
                        input.stream(0),
                        SegmentGrid.even(1_000_000),
                        LIMITS,
                        new Output(workspace, notes));
                Packets packets = input.packets()) {
            while (packets.next()) {
                double seconds = input.timeBase(0).toUs(packets.get().pts()) / 1e6;
                if ((seconds >= 1 && seconds < 2) || (seconds >= 2.5 && seconds < 3)) {
                    copy.write(packets.get());
                }
            }
            assertThat(copy.finish(4_000_000)).isBetween(3_960_000L, 4_000_000L);
        }

        DecodedFile heard = DecodedFile.of(joined(workspace, "audio"));
        for (double silent : new double[] {0.1, 0.9, 2.1, 2.4, 3.1, 3.8}) {
            assertThat(heard.loudness.get((int) (silent * 200)))
                    .as("at " + silent)
                    .isLessThan(0.001);
        }
        for (double loud : new double[] {1.1, 1.9, 2.6, 2.9}) {
            assertThat(heard.loudness.get((int) (loud * 200))).as("at " + loud).isGreaterThan(0.05);
        }
        assertThat(notes.segmentsOf("audio")).hasSize(4);
    }

    @Test
    void aPictureThatEndsBeforeASoundThatIsPassedOnIsWhole() throws Exception {
        Path workspace = Files.createDirectory(folder.resolve("work"));
        Path film = TestClips.in(folder, "long").format("matroska").audio(4, 2).make();
        TranscodePlan plan = new TranscodePlan(
                Transcoding.picture(25, Transcoding.rung("video", 320, 180)),
                List.of(AudioRung.copyOf("audio", 1, 2)),
                SegmentGrid.even(1_000_000),
                Timing.of(),
                MediaLimits.defaults());
        TranscodeNotes notes = new TranscodeNotes();

        TranscodeResult result = Transcoder.run(film, plan, workspace, notes, () -> false);

        assertThat(result.durationUs()).isBetween(3_950_000L, 4_150_000L);
        assertThat(notes.warnings).isEmpty();
    }

    @Test
    void aForgedTimeDoesNotBecomeYearsOfSilence() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").noVideo().audio(1, 2).make();
        Path workspace = Files.createDirectory(folder.resolve("work"));
        try (Input input = Input.open(clip, LIMITS);
                SoundCopy copy = new SoundCopy(
                        new Copier.SoundTrack("audio", 0, SpokenLanguage.UNKNOWN),
                        input.stream(0),
                        SegmentGrid.even(1_000_000),
                        LIMITS,
                        new Output(workspace, notes));
                Packets packets = input.packets()) {
            packets.next();
            copy.write(packets.get());
            packets.next();
            packets.get().pts(48_000L * 3_600 * 24 * 365);
            assertThatThrownBy(() -> copy.write(packets.get()))
                    .isInstanceOfSatisfying(FfmpegException.class, failure -> assertThat(failure.reason())
                            .isEqualTo(FfmpegException.Reason.TOO_LARGE));
        }
    }

    private Path joined(Path workspace, String track) throws IOException {
        Path file = folder.resolve(track + "-joined.mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            Files.copy(workspace.resolve(track).resolve("init.mp4"), out);
            for (TranscodeListener.Segment segment : notes.segmentsOf(track)) {
                Files.copy(segment.file(), out);
            }
        }
        return file;
    }
}
