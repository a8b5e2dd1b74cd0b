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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a video becomes playable, and what its multivariant playlist lists until it is complete. */
class PublicationTest {

    private static final BlobKey PREFIX = new BlobKey("videos/v/g1");

    @TempDir
    private Path folder;

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final Publication publication = new Publication(blobs, PREFIX, 4_000_000);

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
        publication.started(TrackStarted.newBuilder()
                .setName(track)
                .setCodecs(track.startsWith("audio") ? "mp4a.40.2" : "avc1.64001f")
                .setTimescale(48_000)
                .setInit(file())
                .build());
        return publication.add(SegmentCut.newBuilder()
                .setTrack(track)
                .setIndex(index)
                .setFile(file())
                .setDurationUs(4_000_000)
                .setDurationTicks(192_000)
                .setSizeBytes(64_000)
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
