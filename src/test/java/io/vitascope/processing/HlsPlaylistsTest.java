package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.processing.Track.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares with the files beside this class's resources; after a wanted change, edit those files to match. */
class HlsPlaylistsTest {

    private static final long GRID_US = 4_000_000;

    @Test
    void aCompleteVideoHasMeasuredRatesAndPicturesForTrickPlay() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(video(), audio()), true))
                .isEqualTo(golden("master-complete.m3u8"));
    }

    @Test
    void aGrowingVideoPromisesTheEncodersCaps() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(video(), audio()), false))
                .isEqualTo(golden("master-growing.m3u8"));
    }

    @Test
    void silenceHasNoAudioGroup() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(video()), true)).isEqualTo(golden("master-silent.m3u8"));
    }

    @Test
    void soundAloneIsAVariantOfItsOwn() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(audio()), true)).isEqualTo(golden("master-audio.m3u8"));
    }

    @Test
    void aCompletePlaylistEnds() throws IOException {
        assertThat(HlsPlaylists.media(video(), GRID_US, true)).isEqualTo(golden("media-complete.m3u8"));
    }

    @Test
    void aGrowingPlaylistHasNoEndAndBeginsAtTheStart() throws IOException {
        assertThat(HlsPlaylists.media(video(), GRID_US, false)).isEqualTo(golden("media-growing.m3u8"));
    }

    @Test
    void everySegmentsFirstPictureIsAByteRange() throws IOException {
        assertThat(HlsPlaylists.iFrames(video())).isEqualTo(golden("iframes.m3u8"));
    }

    @Test
    void aShortLastSegmentDoesNotRaiseThePeak() {
        Track track = video();
        track.add(new Segment("00003.m4s", 9_000_000, 40_000, 810_000, 3_600, 10_000, 10_000));
        assertThat(track.peakBandwidth()).isEqualTo(2_000_000);
    }

    @Test
    void thePeakIsNeverBelowTheAverage() {
        Track track = Track.video("360p", 640, 360, 25, 1, 800_000, false);
        track.add(new Segment("00000.m4s", 0, 4_000_000, 0, 360_000, 200_000, 10_000));
        track.add(new Segment("00001.m4s", 4_000_000, 1_000_000, 360_000, 90_000, 100_000, 10_000));
        assertThat(track.peakBandwidth()).isEqualTo(track.averageBandwidth()).isEqualTo(480_000);
    }

    private static Track video() {
        Track track = Track.video("720p", 1280, 720, 24_000, 1_001, 3_000_000, false);
        track.started("avc1.64001f", 90_000, 0);
        track.add(new Segment("00000.m4s", 0, 4_004_000, 0, 360_360, 800_800, 30_000));
        track.add(new Segment("00001.m4s", 4_004_000, 4_004_000, 360_360, 360_360, 1_001_000, 40_000));
        track.add(new Segment("00002.m4s", 8_008_000, 1_001_000, 720_720, 90_090, 100_100, 20_000));
        return track;
    }

    private static Track audio() {
        Track track = Track.audio("audio", 2, "en", 128_000);
        track.started("mp4a.40.2", 48_000, 48_000);
        track.add(new Segment("00000.m4s", 0, 4_010_667, 0, 192_512, 64_000, 0));
        track.add(new Segment("00001.m4s", 4_010_667, 3_989_333, 192_512, 191_488, 64_000, 0));
        track.add(new Segment("00002.m4s", 8_000_000, 1_002_667, 384_000, 48_128, 16_000, 0));
        return track;
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = HlsPlaylistsTest.class.getResourceAsStream("/playlists/" + name)) {
            assertThat(in).as("golden file %s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
