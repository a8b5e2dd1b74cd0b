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

    private static final int TARGET_SECONDS = 4;

    @Test
    void aCompleteVideoHasMeasuredRatesAndPicturesForTrickPlay() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(video(), audio()))).isEqualTo(golden("master-complete.m3u8"));
    }

    @Test
    void aGrowingVideoPromisesTheEncodersCaps() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(growingVideo(), growingAudio())))
                .isEqualTo(golden("master-growing.m3u8"));
    }

    @Test
    void silenceHasNoAudioGroup() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(video()))).isEqualTo(golden("master-silent.m3u8"));
    }

    @Test
    void soundAloneIsAVariantOfItsOwn() throws IOException {
        assertThat(HlsPlaylists.multivariant(List.of(audio()))).isEqualTo(golden("master-audio.m3u8"));
    }

    @Test
    void everySoundCanBeChosenAndTheMainOneAlsoInItsOwnChannels() throws IOException {
        Voice told = new Voice("en", "What \"she\" sees", 1, false, false, Voice.Purpose.DESCRIPTION);
        Voice talk = new Voice("", "Talk", 2, false, false, Voice.Purpose.COMMENTARY);
        Voice own = new Voice("en", "English", 6, true, true, Voice.Purpose.SPEECH);
        List<Track> tracks = List.of(
                video(),
                audio(),
                audio("audio-2", told, 32_000),
                audio("audio-3", talk, 64_000),
                audio("audio-original", own, 200_000));
        assertThat(HlsPlaylists.multivariant(tracks)).isEqualTo(golden("master-sounds.m3u8"));
    }

    @Test
    void severalSoundsWithoutPictureAreOneVariant() throws IOException {
        Voice german = new Voice("de", "Deutsch", 2, false, false, Voice.Purpose.SPEECH);
        assertThat(HlsPlaylists.multivariant(List.of(audio(), audio("audio-2", german, 64_000))))
                .isEqualTo(golden("master-audio-languages.m3u8"));
    }

    @Test
    void theFirstSoundPlaysWhereTheMainOneIsMissing() {
        Voice german = new Voice("de", "Deutsch", 2, false, false, Voice.Purpose.SPEECH);
        assertThat(HlsPlaylists.multivariant(List.of(video(), audio("audio-2", german, 64_000))))
                .contains("NAME=\"Deutsch\",LANGUAGE=\"de\",DEFAULT=YES");
    }

    @Test
    void aCompletePlaylistEnds() throws IOException {
        assertThat(HlsPlaylists.media(video(), true)).isEqualTo(golden("media-complete.m3u8"));
    }

    @Test
    void aGrowingPlaylistHasNoEndAndBeginsAtTheStart() throws IOException {
        assertThat(HlsPlaylists.media(growingVideo(), false)).isEqualTo(golden("media-growing.m3u8"));
    }

    @Test
    void everySegmentsFirstPictureIsAByteRange() throws IOException {
        assertThat(HlsPlaylists.iFrames(video(), true)).isEqualTo(golden("iframes.m3u8"));
    }

    @Test
    void aPlaylistThatHasEndedBeforeOthersIsTheGrowingOneWithAnEnd() throws IOException {
        assertThat(HlsPlaylists.media(video(), false)).isEqualTo(golden("media-growing.m3u8") + "#EXT-X-ENDLIST\n");
        assertThat(HlsPlaylists.iFrames(video(), false))
                .isEqualTo(golden("iframes.m3u8").replace(":VOD", ":EVENT"));
    }

    @Test
    void shortSegmentsInARowMakeAPeak() {
        Track track = Track.video("480p", 854, 480, 25, 1, 1_400_000, false, TARGET_SECONDS);
        long startUs = 0;
        for (long[] segment : new long[][] {{1, 300_000}, {1, 300_000}, {2, 100_000}, {4, 400_000}}) {
            long us = segment[0] * 1_000_000;
            track.add(new Segment("s.m4s", startUs, us, startUs, us, segment[1], segment[1] / 10));
            startUs += us;
        }
        assertThat(track.peakBandwidth()).isEqualTo(2_400_000);
        assertThat(track.peakKeyframeBandwidth()).isEqualTo(240_000);
    }

    @Test
    void aClipOfLessThanHalfATargetDurationHasAPeak() {
        Track track = Track.video("480p", 854, 480, 25, 1, 1_400_000, false, TARGET_SECONDS);
        track.add(new Segment("s.m4s", 0, 1_000_000, 0, 90_000, 100_000, 20_000));
        assertThat(track.peakBandwidth()).isEqualTo(800_000);
        assertThat(track.peakKeyframeBandwidth()).isEqualTo(160_000);
    }

    @Test
    void aShortLastSegmentDoesNotRaiseThePeak() {
        Track track = video();
        track.add(new Segment("00003.m4s", 9_000_000, 40_000, 810_000, 3_600, 10_000, 10_000));
        assertThat(track.peakBandwidth()).isEqualTo(2_000_000);
    }

    @Test
    void thePeakIsNeverBelowTheAverage() {
        Track track = Track.video("360p", 640, 360, 25, 1, 800_000, false, TARGET_SECONDS);
        track.add(new Segment("00000.m4s", 0, 4_000_000, 0, 360_000, 200_000, 10_000));
        track.add(new Segment("00001.m4s", 4_000_000, 1_000_000, 360_000, 90_000, 100_000, 10_000));
        assertThat(track.peakBandwidth()).isEqualTo(track.averageBandwidth()).isEqualTo(480_000);
    }

    private static Track video() {
        Track track = growingVideo();
        track.end();
        return track;
    }

    private static Track growingVideo() {
        Track track = Track.video("720p", 1280, 720, 24_000, 1_001, 3_000_000, false, TARGET_SECONDS);
        track.started("avc1.64001f", 90_000, 0);
        track.add(new Segment("00000.m4s", 0, 4_004_000, 0, 360_360, 800_800, 30_000));
        track.add(new Segment("00001.m4s", 4_004_000, 4_004_000, 360_360, 360_360, 1_001_000, 40_000));
        track.add(new Segment("00002.m4s", 8_008_000, 1_001_000, 720_720, 90_090, 100_100, 20_000));
        return track;
    }

    private static Track audio() {
        return audio("audio", new Voice("en", "English", 2, true, false, Voice.Purpose.SPEECH), 64_000);
    }

    private static Track audio(String name, Voice voice, long segmentBytes) {
        Track track = growingAudio(name, voice, segmentBytes);
        track.end();
        return track;
    }

    private static Track growingAudio() {
        return growingAudio("audio", new Voice("en", "English", 2, true, false, Voice.Purpose.SPEECH), 64_000);
    }

    private static Track growingAudio(String name, Voice voice, long segmentBytes) {
        Track track = Track.audio(name, voice, 128_000, false, TARGET_SECONDS);
        track.started("mp4a.40.2", 48_000, 48_000);
        track.add(new Segment("00000.m4s", 0, 4_010_667, 0, 192_512, segmentBytes, 0));
        track.add(new Segment("00001.m4s", 4_010_667, 3_989_333, 192_512, 191_488, segmentBytes, 0));
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
