package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaylistsTest {

    private static final MasterPlaylist MASTER = new MasterPlaylist("""
            #EXTM3U
            #EXT-X-INDEPENDENT-SEGMENTS

            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",URI="audio-de/index.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="URI=\\"x",DEFAULT=YES,URI="audio/index.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280x720,AUDIO="a"
            720p/index.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="mp4a.40.2"
            audio/index.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="720p/iframes.m3u8"
            #EXT-X-SESSION-DATA:DATA-ID="a.b",URI="https://elsewhere.example/a.json"
            """);

    @Test
    void everyRelativeAddressLeadsIntoTheFolder() {
        assertThat(MASTER.seenFromAbove("g3").lines())
                .contains(
                        "g3/720p/index.m3u8",
                        "g3/audio/index.m3u8",
                        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Deutsch\",URI=\"g3/audio-de/index.m3u8\"",
                        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"g3/720p/iframes.m3u8\"");
    }

    @Test
    void tagsBlankLinesAndAbsoluteAddressesStay() {
        assertThat(MASTER.seenFromAbove("g3").lines())
                .contains(
                        "#EXTM3U",
                        "",
                        "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280x720,AUDIO=\"a\"",
                        "#EXT-X-SESSION-DATA:DATA-ID=\"a.b\",URI=\"https://elsewhere.example/a.json\"");
    }

    @Test
    void variantsHaveTheirNameAndSize() {
        assertThat(MASTER.variants())
                .containsExactly(
                        new MasterPlaylist.Variant("720p/index.m3u8", 1280, 720),
                        new MasterPlaylist.Variant("audio/index.m3u8", 0, 0));
        assertThat(MASTER.variants().get(0).name()).isEqualTo("720p");
    }

    @Test
    void theDefaultSoundIsPreferred() {
        assertThat(MASTER.audioUri()).contains("audio/index.m3u8");
    }

    @Test
    void segmentsBeginWhereTheOnesBeforeThemEnd() {
        MediaPlaylist playlist = MediaPlaylist.parse("""
                #EXTM3U
                #EXT-X-MAP:URI="init.mp4"
                #EXTINF:4.000000,
                00000.m4s
                #EXTINF:3.960000,
                00001.m4s
                #EXTINF:1,
                00002.m4s
                """);
        assertThat(playlist.complete()).isFalse();
        assertThat(playlist.initUri()).isEqualTo("init.mp4");
        assertThat(playlist.segments().get(2)).isEqualTo(new MediaPlaylist.Segment("00002.m4s", 7_960_000, 1_000_000));
        assertThat(playlist.indexAt(0)).isZero();
        assertThat(playlist.indexAt(3_999_999)).isZero();
        assertThat(playlist.indexAt(4_000_000)).isEqualTo(1);
        assertThat(playlist.indexAt(99_000_000)).isEqualTo(2);
    }
}
