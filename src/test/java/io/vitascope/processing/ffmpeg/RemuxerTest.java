package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLivingHandles.class)
final class RemuxerTest {
    private static final TranscodeListener DEAF = new TranscodeListener() {
        @Override
        public void trackStarted(Track track) {}

        @Override
        public void segment(Segment segment) {}

        @Override
        public void trackEnded(String track) {}

        @Override
        public void progress(long decodedUs, double speed) {}

        @Override
        public void warning(String code, String text) {}
    };

    @TempDir
    private Path folder;

    @Test
    void theIndexStandsBeforeTheDataAndNothingIsLost() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").frames(120, 24).audio(5, 2).make();
        // A preset with reordered pictures: their times are the hard part.
        VideoRung rung = new VideoRung("video", 320, 180, 24, 1_000_000, Quality.BEST, 1);
        AudioRung sound = new AudioRung("audio", 1, 2, 128_000);
        Transcoder.run(
                clip,
                new TranscodePlan(
                        Transcoding.picture(24, rung),
                        List.of(sound),
                        SegmentGrid.even(2_000_000),
                        Timing.of(),
                        MediaLimits.defaults()),
                folder,
                DEAF,
                () -> false);
        Path mp4 = folder.resolve("progressive.mp4");

        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofTrack(folder.resolve("video.mp4"))),
                Optional.of(Remuxer.Part.ofTrack(folder.resolve("audio.mp4"))),
                mp4);

        assertThat(topLevelBoxes(mp4))
                .startsWith("ftyp", "moov")
                .contains("mdat")
                .doesNotContain("moof");
        DecodedFile seen = DecodedFile.of(mp4);
        assertThat(seen.pictures).hasSize(120);
        for (int i = 0; i < 120; i++) {
            assertThat(seen.pictures.get(i).timeUs()).isBetween(i * 1_000_000L / 24 - 1, i * 1_000_000L / 24 + 1);
        }
        assertThat(Math.abs(seen.firstLoudUs())).isLessThan(25_000);
        MediaInfo info = Probe.probe(mp4, MediaLimits.defaults());
        assertThat(info.durationUs()).isBetween(4_990_000L, 5_030_000L);
    }

    @Test
    void whereASoundThatIsCopiedPausesSilenceIsPutIn() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip.mp4").frames(100, 25).audio(4, 2).make();
        Path pauses = TestMux.in(folder, "pauses.mkv")
                .take(clip, 0, "", "")
                .take(clip, 1, "", "")
                .without(1_500_000, 2_500_000)
                .make();
        Path mp4 = folder.resolve("progressive.mp4");

        Remuxer.progressive(
                Optional.empty(),
                Optional.of(Remuxer.Part.ofSound(pauses, 1, SpokenLanguage.UNKNOWN, Timing.of(0, 1))),
                mp4);

        long blocks = 0;
        long endUs = 0;
        try (Input input = Input.open(mp4, MediaLimits.defaults());
                Packets packets = input.packets()) {
            while (packets.next()) {
                long us = input.timeBase(0).toUs(packets.get().pts());
                assertThat(Math.abs(us - endUs))
                        .as("hole before block " + blocks)
                        .isLessThan(blocks == 0 ? 25_000 : 22_000);
                endUs = us + input.timeBase(0).toUs(packets.get().duration());
                blocks++;
            }
        }
        assertThat(blocks).isBetween(185L, 190L);
        DecodedFile heard = DecodedFile.of(mp4);
        assertThat(heard.loudness.get(2 * 200)).isLessThan(0.001);
        assertThat(heard.loudness.get(3 * 200)).isGreaterThan(0.05);
    }

    private static List<String> topLevelBoxes(Path mp4) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(mp4));
        for (int at = 0; at + 8 <= bytes.limit(); at += bytes.getInt(at)) {
            byte[] name = new byte[4];
            bytes.get(at + 4, name);
            names.add(new String(name, StandardCharsets.US_ASCII));
        }
        return names;
    }
}
