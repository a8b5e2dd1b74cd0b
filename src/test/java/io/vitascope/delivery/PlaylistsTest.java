package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.storage.BlobKey;
import java.util.List;
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

    private static final List<CaptionTrack> CAPTIONS = List.of(
            captions("de", "de", "Deutsch", CaptionTrack.Kind.SUBTITLES, true),
            captions("de.2", "de", "Deutsch \"alles\" <3", CaptionTrack.Kind.CAPTIONS, false),
            captions("und", "und", "Signs", CaptionTrack.Kind.FORCED, false));

    private static CaptionTrack captions(
            String id, String language, String label, CaptionTrack.Kind kind, boolean preferred) {
        return new CaptionTrack(id, language, label, kind, preferred, new BlobKey("videos/v/captions/" + id + ".vtt"));
    }

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
    void captionsStandBesideEveryVariant() {
        assertThat(MASTER.withCaptions(CAPTIONS).text().lines())
                .containsSubsequence(
                        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Deutsch\",LANGUAGE=\"de\",DEFAULT=YES,"
                                + "AUTOSELECT=YES,FORCED=NO,URI=\"captions/de/index.m3u8\"",
                        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Deutsch 'alles' <3\",LANGUAGE=\"de\","
                                + "DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS=\"public.accessibility."
                                + "transcribes-spoken-dialog,public.accessibility.describes-music-and-sound\","
                                + "URI=\"captions/de.2/index.m3u8\"",
                        "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Signs\",DEFAULT=NO,AUTOSELECT=YES,FORCED=YES,"
                                + "URI=\"captions/und/index.m3u8\"",
                        "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280x720,AUDIO=\"a\",SUBTITLES=\"captions\"",
                        "720p/index.m3u8",
                        "#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"mp4a.40.2\",SUBTITLES=\"captions\"",
                        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"720p/iframes.m3u8\"");
        assertThat(MASTER.withCaptions(List.of())).isEqualTo(MASTER);
    }

    @Test
    void captionsAreAdaptationSetsOfTheirOwn() {
        assertThat(new MediaPresentation(PublishedClip.MANIFEST)
                        .withCaptions(CAPTIONS)
                        .withFolderIn("../hls/", "g1")
                        .text())
                .contains("<BaseURL>../hls/</BaseURL>\n  <Period>")
                .contains(" initialization=\"g1/$RepresentationID$/")
                .contains(" media=\"g1/$RepresentationID$/")
                .contains("<AdaptationSet contentType=\"text\" mimeType=\"text/vtt\" lang=\"de\">\n"
                        + "      <Label>Deutsch \"alles\" &lt;3</Label>\n"
                        + "      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"caption\"/>\n"
                        + "      <Representation id=\"captions-de.2\" bandwidth=\"1000\">\n"
                        + "        <BaseURL>../hls/captions/de.2/captions.vtt</BaseURL>")
                .contains("value=\"forced-subtitle\"")
                .endsWith("    </AdaptationSet>\n  </Period>\n</MPD>\n");
    }

    @Test
    void captionsAreOneSegmentAsLongAsTheVideo() {
        assertThat(CaptionTags.playlist(61_600)).isEqualTo("""
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:62
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:VOD
            #EXTINF:61.600,
            captions.vtt
            #EXT-X-ENDLIST
            """);
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
