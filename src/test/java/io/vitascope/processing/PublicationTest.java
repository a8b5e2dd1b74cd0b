package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.MemoryBlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a video becomes playable, and what its multivariant playlist lists until it is complete. */
class PublicationTest {

    private static final BlobKey PREFIX = new BlobKey("videos/v/g1");

    @TempDir
    private Path folder;

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private Publication publication = new Publication(blobs, PREFIX, 4_000_000);

    @BeforeEach
    void plan() {
        publication.planned(Planned.newBuilder()
                .addTracks(PlannedTrack.newBuilder()
                        .setName("720p")
                        .setCopied(true)
                        .setWidth(1280)
                        .setHeight(720)
                        .setFrameRateNum(25)
                        .setFrameRateDen(1))
                .addTracks(sound("audio", "English").setMain(true))
                .addTracks(sound("audio-2", "Deutsch").setLanguage("de"))
                .addTracks(sound("audio-3", "Talk").setCopied(true))
                .build());
    }

    @Test
    void aVideoIsPlayableWithItsPictureAndItsMainSound() throws Exception {
        assertThat(cut("audio-2", 0)).isFalse();
        assertThat(cut("720p", 0)).isFalse();
        assertThat(cut("audio", 0)).isTrue();
        assertThat(master())
                .contains("NAME=\"English\"")
                .doesNotContain("Deutsch")
                .doesNotContain("Talk");
    }

    @Test
    void aFurtherSoundJoinsWhenItBeginsOrIfItIsEncodedBesideACopyWhenItIsWhole() throws Exception {
        cut("720p", 0);
        cut("audio", 0);
        cut("audio-3", 0);
        assertThat(master()).contains("Talk");
        cut("audio-2", 0);
        assertThat(master()).doesNotContain("Deutsch");
        publication.ended("audio-2");
        assertThat(master()).contains("NAME=\"Deutsch\",LANGUAGE=\"de\",DEFAULT=NO");
    }

    @Test
    void whatIsCalledFinishedIsOnTheDisk() throws Exception {
        cut("720p", 0);
        cut("audio", 0);
        assertThat(blobs.unsettled())
                .contains(PREFIX.child("master.m3u8"), PREFIX.child("720p").child("init.mp4"));
        publication.ended("720p");
        assertThat(blobs.unsettled()).isEmpty();
        cut("audio", 1);
        publication.complete();
        assertThat(blobs.unsettled()).isEmpty();
    }

    @Test
    void aSoundThatNeverBeganIsNotInTheCompletePlaylist() throws Exception {
        cut("720p", 0);
        cut("audio", 0);
        publication.complete();
        assertThat(master()).contains("English").doesNotContain("Deutsch");
        assertThat(text("manifest.mpd")).contains("<Label>English</Label>").doesNotContain("Deutsch");
    }

    @Test
    void whatIsWholeHasAManifestForDashThatGrowsWithTheList() throws Exception {
        cut("720p", 0);
        cut("audio", 0);
        publication.ended("720p");
        assertThat(blobs.stat(PREFIX.child("manifest.mpd"))).isEmpty();
        publication.ended("audio");
        assertThat(text("manifest.mpd"))
                .contains("type=\"static\"", "id=\"720p\"", "<Label>English</Label>")
                .doesNotContain("Deutsch");
        cut("audio-2", 0);
        publication.ended("audio-2");
        assertThat(text("manifest.mpd")).contains("English", "Deutsch");
        assertThat(blobs.unsettled()).isEmpty();
    }

    @Test
    void whatHasEndedIsMeasuredAndHasKeyPictures() throws Exception {
        cut("720p", 0);
        cut("audio", 0);
        assertThat(master()).doesNotContain("AVERAGE-BANDWIDTH", "I-FRAME");
        publication.ended("720p");
        assertThat(master()).doesNotContain("AVERAGE-BANDWIDTH").contains("URI=\"720p/iframes.m3u8\"");
        assertThat(text("720p/iframes.m3u8")).contains("#EXT-X-I-FRAMES-ONLY", "#EXT-X-ENDLIST");
        publication.ended("audio");
        assertThat(master()).contains("AVERAGE-BANDWIDTH=256000");
    }

    @Test
    void allPlaylistsOfARunHaveOneTargetAndOneTypeAndOnlyGrow() throws Exception {
        cut("audio", 0);
        cut("720p", 0);
        String former = text("720p/index.m3u8");
        publication.ended("720p");
        cut("audio-2", 0);
        for (String track : List.of("720p/index", "720p/iframes", "audio/index", "audio-2/index")) {
            assertThat(text(track + ".m3u8")).contains("#EXT-X-TARGETDURATION:6\n", "#EXT-X-PLAYLIST-TYPE:EVENT\n");
        }
        assertThat(text("720p/index.m3u8")).isEqualTo(former + "#EXT-X-ENDLIST\n");
        publication.complete();
        for (String track : List.of("720p/index", "720p/iframes", "audio/index", "audio-2/index")) {
            assertThat(text(track + ".m3u8")).contains("#EXT-X-TARGETDURATION:6\n", "#EXT-X-PLAYLIST-TYPE:VOD\n");
        }
    }

    @Test
    void playersBeginWithWhatIsAheadAndLaterWithWhatMostNetworksTake() throws Exception {
        publication = new Publication(blobs, PREFIX, 4_000_000);
        publication.planned(Planned.newBuilder()
                .setAhead("360p")
                .addTracks(picture("1080p", 1920, 1080, 5_500_000))
                .addTracks(picture("720p", 1280, 720, 3_000_000))
                .addTracks(picture("480p", 854, 480, 1_400_000))
                .addTracks(picture("360p", 640, 360, 800_000))
                .build());
        for (String track : List.of("1080p", "720p", "480p")) {
            start(track);
        }
        cut("360p", 0, 400_000);
        assertThat(listed()).containsExactly("360p", "1080p", "720p", "480p");
        cut("1080p", 0, 2_700_000);
        cut("720p", 0, 1_500_000);
        cut("480p", 0, 900_000);
        publication.complete();
        assertThat(listed()).containsExactly("480p", "1080p", "720p", "360p");
        assertThat(text("manifest.mpd").indexOf("id=\"1080p\""))
                .isLessThan(text("manifest.mpd").indexOf("id=\"480p\""));
        assertThat(text("480p/index.m3u8")).contains("#EXT-X-TARGETDURATION:4\n");
    }

    private List<String> listed() throws IOException {
        return master().lines()
                .filter(line -> line.endsWith("/index.m3u8"))
                .map(line -> line.substring(0, line.indexOf('/')))
                .toList();
    }

    private static PlannedTrack.Builder picture(String name, int width, int height, long maxBitRate) {
        return PlannedTrack.newBuilder()
                .setName(name)
                .setWidth(width)
                .setHeight(height)
                .setFrameRateNum(25)
                .setFrameRateDen(1)
                .setMaxBitRate(maxBitRate);
    }

    private static PlannedTrack.Builder sound(String name, String label) {
        return PlannedTrack.newBuilder()
                .setName(name)
                .setAudio(true)
                .setChannels(2)
                .setLabel(label)
                .setFrameRateDen(1)
                .setMaxBitRate(128_000);
    }

    private boolean cut(String track, int index) throws IOException {
        return cut(track, index, 64_000);
    }

    private void start(String track) throws IOException {
        publication.started(TrackStarted.newBuilder()
                .setName(track)
                .setCodecs(track.startsWith("audio") ? "mp4a.40.2" : "avc1.64001f")
                .setTimescale(48_000)
                .setInit(file())
                .build());
    }

    private boolean cut(String track, int index, long sizeBytes) throws IOException {
        start(track);
        return publication.add(SegmentCut.newBuilder()
                .setTrack(track)
                .setIndex(index)
                .setFile(file())
                .setDurationUs(4_000_000)
                .setDurationTicks(192_000)
                .setSizeBytes(sizeBytes)
                .build());
    }

    private String file() throws IOException {
        return Files.write(Files.createTempFile(folder, "segment", ".m4s"), new byte[] {1})
                .toString();
    }

    private String master() throws IOException {
        return text("master.m3u8");
    }

    private String text(String name) throws IOException {
        BlobInfo info = blobs.stat(PREFIX.child(name)).orElseThrow();
        try (var in = blobs.open(info.key(), ByteRange.all(info.sizeBytes())).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
