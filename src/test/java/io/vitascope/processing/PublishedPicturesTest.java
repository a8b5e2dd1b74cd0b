package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.contract.processing.PictureTaken;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.SkippedTrack;
import io.vitascope.contract.processing.SmallPicture;
import io.vitascope.contract.processing.TrackMeasured;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.MemoryBlobStore;
import io.vitascope.storage.Thumbnail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a publication tells of its pictures: late ones, skipped ones, measured ones. */
class PublishedPicturesTest {

    @TempDir
    private Path folder;

    private final MemoryBlobStore blobs = new MemoryBlobStore();
    private final Publication publication = new Publication(blobs, new BlobKey("videos/a/g1"), 4_000_000);

    @BeforeEach
    void plan() {
        publication.planned(Planned.newBuilder()
                .addTracks(planned("720p", 720).setCopied(true))
                .addTracks(planned("360p", 360))
                .addTracks(planned("720p-av1", 720).setJoinsLate(true))
                .build());
    }

    @Test
    void av1JoinsBehindH264AndOnlyWhenEverythingIsThere() throws IOException {
        begin("720p", "avc1.64001f");
        assertThat(publication.add(segment("720p"))).isTrue();
        begin("720p-av1", "av01.0.05M.08");
        publication.add(segment("720p-av1"));
        publication.ended("720p-av1");
        assertThat(text("master.m3u8")).contains("avc1.64001f").doesNotContain("av01");

        publication.complete();

        assertThat(text("master.m3u8")).containsSubsequence("avc1.64001f", "720p/index", "av01.0.05M.08", "720p-av1/");
        assertThat(text("manifest.mpd"))
                .containsSubsequence("<AdaptationSet", "avc1.64001f", "<AdaptationSet", "av01.0.05M.08");
    }

    @Test
    void aTrackThatIsSkippedLateIsNeitherWaitedForNorListed() throws IOException {
        publication.skipped(
                SkippedTrack.newBuilder().setName("360p").setReason("few-bits").build());
        begin("720p", "avc1.64001f");
        assertThat(publication.add(segment("720p"))).isTrue();
        publication.complete();
        assertThat(publication.renditions(true)).extracting(Rendition::name).containsExactly("720p");
        assertThat(publication.skipped()).extracting(Skipped::name).contains("360p");
    }

    @Test
    void aTrackThatItsEncoderGaveUpHasFailed() {
        publication.skipped(TrackReports.toProto(Skipped.unencodable("720p-av1")));
        assertThat(publication.skipped()).contains(Skipped.unencodable("720p-av1"));
    }

    @Test
    void whatWasMeasuredIsToldOfTheRenditionAndACopySaysThatItIsOne() throws IOException {
        begin("720p", "avc1.64001f");
        publication.add(segment("720p"));
        begin("360p", "avc1.64001e");
        publication.add(segment("360p"));
        publication.measured(TrackMeasured.newBuilder()
                .setName("360p")
                .setXpsnrDb(41.5)
                .setSsim(0.98)
                .setSamples(25)
                .build());
        assertThat(publication.ended("360p").fidelity()).contains(new Fidelity(41.5, 0.98, 25));
        assertThat(publication.ended("360p").copied()).isFalse();
        assertThat(publication.ended("720p").fidelity()).isEmpty();
        assertThat(publication.ended("720p").copied()).isTrue();
    }

    @Test
    void aPosterIsThereInTheSizesOfAGridBeforeAnybodyHearsOfIt() throws IOException {
        VideoId id = VideoId.create(1);
        PictureTaken taken = PictureTaken.newBuilder()
                .setFile(Files.write(folder.resolve("poster.jpg"), new byte[9]).toString())
                .addSmall(SmallPicture.newBuilder()
                        .setWidth(320)
                        .setFile(Files.write(folder.resolve("s.webp"), new byte[4])
                                .toString()))
                .build();
        BlobKey poster = publication.poster(id, taken);
        assertThat(blobs.stat(poster).orElseThrow().sizeBytes()).isEqualTo(9);
        Thumbnail asked = new Thumbnail(Optional.of(poster), 0, 320, 0, false, true);
        assertThat(blobs.stat(asked.key(id)).orElseThrow().sizeBytes()).isEqualTo(4);
    }

    private static PlannedTrack.Builder planned(String name, int height) {
        return PlannedTrack.newBuilder()
                .setName(name)
                .setWidth(height * 16 / 9)
                .setHeight(height)
                .setFrameRateNum(25)
                .setFrameRateDen(1)
                .setMaxBitRate(3_000_000);
    }

    private void begin(String track, String codecs) throws IOException {
        publication.started(TrackStarted.newBuilder()
                .setName(track)
                .setCodecs(codecs)
                .setTimescale(90_000)
                .setInit(Files.write(folder.resolve(track + "-init.mp4"), new byte[10])
                        .toString())
                .build());
    }

    private SegmentCut segment(String track) throws IOException {
        Path file = Files.createDirectories(folder.resolve(track)).resolve("00000.m4s");
        return SegmentCut.newBuilder()
                .setTrack(track)
                .setFile(Files.write(file, new byte[1_000]).toString())
                .setDurationUs(4_000_000)
                .setDurationTicks(360_000)
                .setSizeBytes(1_000)
                .setKeyframeBytes(500)
                .build();
    }

    private String text(String name) throws IOException {
        BlobKey key = new BlobKey("videos/a/g1").child(name);
        long size = blobs.stat(key).orElseThrow().sizeBytes();
        try (InputStream in = blobs.open(key, new ByteRange(0, size)).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
