package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.MemoryBlobStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimedStreamsTest {

    @TempDir
    static Path directory;

    private static final MemoryBlobStore BLOBS = new MemoryBlobStore();
    private static final VideoId ID = VideoId.create(1_700_000_000_000L);
    private static final TimedStreams STREAMS = new TimedStreams(BLOBS, new SmallBlobs(BLOBS));

    @BeforeAll
    static void publish() throws Exception {
        PublishedClip.publish(BLOBS, ID, directory);
    }

    @Test
    void aStreamFromATimeHasEveryPictureFromTheSegmentBeforeItOn() throws Exception {
        List<Long> whole = pictures("360p.mp4");
        assertThat(whole).hasSize(250);
        assertThat(pictures(stream("360p", 5_200, 4_000))).isEqualTo(whole.subList(100, 250));
    }

    @Test
    void aStreamFromATimeHasTheSoundThatBelongsToItsPictures() throws Exception {
        float[] whole = decode("360p.mp4").sound();
        float[] part = decode(stream("180p", 5_200, 4_000)).sound();
        int shift = 4 * 48_000;
        // The codec's overlap makes the very first samples of a cut differ; what follows is the same to the sample.
        int offset = bestOffset(whole, part, shift);
        assertThat(Math.abs(offset - shift)).isLessThanOrEqualTo(48); // a millisecond
        assertThat(part.length).isBetween(whole.length - shift - 2_048, whole.length - shift + 2_048);
    }

    @Test
    void pictureAndSoundOfAStreamFromATimeBeginTogetherNearZero() throws Exception {
        DecodedFile file = decode(stream("hd", 6_000, 6_000));
        assertThat(file.pictures.get(0).timeUs()).isBetween(0L, 100_000L);
        assertThat(file.firstSoundUs).isBetween(-50_000L, 100_000L);
    }

    @Test
    void fromZeroTheWholeVideoIsStreamed() throws Exception {
        assertThat(pictures(stream("auto", 0, 0))).isEqualTo(pictures("360p.mp4"));
    }

    @Test
    void theNamedQualityIsStreamed() throws Exception {
        assertThat(open("180p", 0).rendition()).isEqualTo("180p");
        assertThat(open("source", 0).rendition()).isEqualTo("360p");
    }

    @Test
    void aTimeOutsideTheVideoIsRefusedWithItsLength() {
        assertThatThrownBy(() -> open("auto", 10_001))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("10000 ms");
    }

    private static TimedStreams.TimedStream open(String quality, long timeMs) {
        return STREAMS.open(video(), quality, timeMs);
    }

    private static PlayableVideo video() {
        return new PlayableVideo(
                ID,
                PlayableVideo.State.READY,
                true,
                Optional.of(BlobKey.ofVideo(ID).child("g1")),
                new SourceFile(
                        BlobKey.ofVideo(ID).child("source"),
                        "clip.mp4",
                        "mov,mp4,m4a,3gp,3g2,mj2",
                        List.of("h264", "aac"),
                        "yuv420p"),
                List.of(),
                List.of(),
                Optional.empty(),
                PublishedClip.DURATION_MS,
                List.of());
    }

    private static String stream(String quality, long timeMs, long expectedStartMs) throws Exception {
        TimedStreams.TimedStream stream = open(quality, timeMs);
        assertThat(stream.startMs()).isEqualTo(expectedStartMs);
        Path file = Files.createTempFile(directory, "stream", ".mp4");
        try (InputStream bytes = stream.bytes()) {
            Files.write(file, bytes.readAllBytes());
        }
        return file.toString();
    }

    /** A checksum of every decoded picture. */
    private static List<Long> pictures(String file) throws Exception {
        return decode(file).pictures.stream().map(DecodedFile.Picture::checksum).toList();
    }

    private static DecodedFile decode(String file) throws Exception {
        return DecodedFile.of(directory.resolve(file));
    }

    /** Where in {@code whole} a tenth of a second of {@code part} lies, in samples, searched around {@code guess}. */
    private static int bestOffset(float[] whole, float[] part, int guess) {
        int best = guess;
        double least = Double.MAX_VALUE;
        for (int offset = guess - 4_800; offset <= guess + 4_800; offset++) {
            double error = 0;
            for (int frame = 48_000; frame < 52_800 && error < least; frame++) {
                error += Math.abs(whole[offset + frame] - part[frame]);
            }
            if (error < least) {
                least = error;
                best = offset;
            }
        }
        return best;
    }
}
