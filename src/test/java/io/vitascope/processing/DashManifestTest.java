package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.contract.processing.TileGrid;
import io.vitascope.processing.Track.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Compares with the files beside this class's resources; after a wanted change, edit those files to match. */
class DashManifestTest {

    @Test
    void rungsShareASetAndEveryLanguageHasItsOwn() throws IOException {
        List<Track> tracks = List.of(
                video("720p", 1280, 720, 1_001_000),
                video("360p", 640, 360, 250_250),
                audio("audio", voice("en", "English", 2)),
                audio("audio-2", new Voice("de", "Ton & Bild <1>", 1, false, false, Voice.Purpose.DESCRIPTION)),
                audio("audio-original", new Voice("en", "English", 6, true, true, Voice.Purpose.SPEECH)));
        assertThat(manifest(tracks)).isEqualTo(golden("dash-video.mpd"));
    }

    @Test
    void aPortraitVideoIsHigherThanWide() throws IOException {
        assertThat(manifest(List.of(video("720p", 720, 1280, 1_001_000)))).isEqualTo(golden("dash-portrait.mpd"));
    }

    @Test
    void soundAloneIsAManifestToo() throws IOException {
        assertThat(manifest(List.of(audio("audio", voice("", "Audio", 2))))).isEqualTo(golden("dash-audio.mpd"));
    }

    @Test
    void aClipOfOneSegmentIsAsLongAsThat() throws IOException {
        Track track = Track.video("240p", 426, 240, 25, 1, 400_000, false, 4);
        track.started("avc1.640015", 90_000, 0);
        track.add(new Segment("00000.m4s", 0, 40_000, 0, 3_600, 2_000, 1_000));
        assertThat(manifest(List.of(track))).isEqualTo(golden("dash-short.mpd"));
    }

    @Test
    void anotherCodecOrAnotherGridIsNotSwitchedToInTheMiddle() {
        Track copied = Track.video("source", 1920, 1080, 30_000, 1_001, 0, false, 4);
        copied.started("hvc1.1.6.L120.90", 30_000, 0);
        copied.add(new Segment("00000.m4s", 0, 10_010_000, 0, 300_300, 1_000_000, 1_000));
        Track uneven = Track.video("480p", 854, 480, 30_000, 1_001, 0, false, 4);
        uneven.started("avc1.64001e", 90_000, 0);
        uneven.add(new Segment("00000.m4s", 0, 10_010_000, 0, 900_900, 1_000_000, 1_000));
        assertThat(manifest(List.of(copied, video("720p", 1280, 720, 1_000), uneven)))
                .containsPattern("(?s)AdaptationSet [^>]*segmentAlignment=\"true\".*hvc1.*"
                        + "AdaptationSet [^>]*segmentAlignment=\"false\".*\"720p\".*\"480p\"");
    }

    @Test
    void theSheetsOfAStoryboardAreASetOfPictures() throws IOException {
        TileGrid tiles = TileGrid.newBuilder()
                .setColumns(10)
                .setRows(2)
                .setTileWidth(160)
                .setTileHeight(90)
                .setStepUs(1_000_000)
                .setSheetBytes(50_000)
                .build();
        assertThat(DashManifest.onDemand(List.of(video("720p", 1280, 720, 1_001_000)), Optional.of(tiles)))
                .isEqualTo(golden("dash-storyboard.mpd"));
    }

    private static String manifest(List<Track> tracks) {
        return DashManifest.onDemand(tracks, Optional.empty());
    }

    @Test
    void aGapEndsARunOfEqualSegments() {
        Track track = Track.video("240p", 426, 240, 25, 1, 400_000, false, 4);
        track.started("avc1.640015", 90_000, 0);
        track.add(new Segment("00000.m4s", 0, 1_000_000, 0, 90_000, 2_000, 1_000));
        track.add(new Segment("00001.m4s", 1_000_000, 1_000_000, 90_000, 90_000, 2_000, 1_000));
        track.add(new Segment("00002.m4s", 3_000_000, 1_000_000, 270_000, 90_000, 2_000, 1_000));
        assertThat(manifest(List.of(track)))
                .containsSubsequence("<S t=\"0\" d=\"90000\" r=\"1\"/>", "<S t=\"270000\" d=\"90000\"/>");
    }

    /** 29.97 frames a second: 4 segments of 120 frames and a last one of 7. */
    private static Track video(String name, int width, int height, long segmentBytes) {
        Track track = Track.video(name, width, height, 30_000, 1_001, 3_000_000, false, 4);
        track.started("avc1.64001f", 90_000, 0);
        for (int i = 0; i < 4; i++) {
            track.add(new Segment(
                    "0000" + i + ".m4s", i * 4_004_000L, 4_004_000, i * 360_360L, 360_360, segmentBytes, 30_000));
        }
        track.add(new Segment("00004.m4s", 16_016_000, 233_567, 1_441_440, 21_021, 40_000, 30_000));
        return track;
    }

    private static Voice voice(String language, String label, int channels) {
        return new Voice(language, label, channels, true, false, Voice.Purpose.SPEECH);
    }

    private static Track audio(String name, Voice voice) {
        Track track = Track.audio(name, voice, 128_000, false, 4);
        track.started("mp4a.40.2", 48_000, 48_000);
        track.add(new Segment("00000.m4s", 0, 4_010_667, 0, 192_512, 64_000, 0));
        track.add(new Segment("00001.m4s", 4_010_667, 3_989_333, 192_512, 191_488, 64_000, 0));
        track.add(new Segment("00002.m4s", 8_000_000, 1_002_667, 384_000, 48_128, 16_000, 0));
        return track;
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = DashManifestTest.class.getResourceAsStream("/playlists/" + name)) {
            assertThat(in).as("golden file %s", name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
