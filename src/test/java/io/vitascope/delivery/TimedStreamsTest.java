package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.MemoryBlobStore;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        List<String> whole = pictures("360p.mp4");
        assertThat(whole).hasSize(250);
        assertThat(pictures(stream("360p", 5_200, 4_000))).isEqualTo(whole.subList(100, 250));
    }

    @Test
    void aStreamFromATimeHasTheSoundThatBelongsToItsPictures() throws Exception {
        short[] whole = sound("360p.mp4");
        short[] part = sound(stream("180p", 5_200, 4_000));
        int shift = 4 * 48_000;
        // The codec's overlap makes the very first samples of a cut differ; what follows is the same to the sample.
        int offset = bestOffset(whole, part, shift);
        assertThat(Math.abs(offset - shift)).isLessThanOrEqualTo(48); // a millisecond
        assertThat(part.length / 2).isBetween(whole.length / 2 - shift - 2_048, whole.length / 2 - shift + 2_048);
    }

    @Test
    void pictureAndSoundOfAStreamFromATimeBeginTogetherNearZero() throws Exception {
        String file = stream("hd", 6_000, 6_000);
        String packets = FfmpegProgram.text(
                directory, "-i", file, "-map", "0:v", "-c", "copy", "-frames:v", "3", "-f", "framecrc", "-");
        String samples = FfmpegProgram.text(
                directory, "-i", file, "-map", "0:a", "-c", "copy", "-frames:a", "3", "-f", "framecrc", "-");
        assertThat(firstSeconds(packets)).isBetween(0.0, 0.1);
        assertThat(firstSeconds(samples)).isBetween(-0.05, 0.1);
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
                true,
                Optional.of(BlobKey.ofVideo(ID).child("g1")),
                new SourceFile(BlobKey.ofVideo(ID).child("source"), "clip.mp4", "mov,mp4,m4a,3gp,3g2,mj2"),
                List.of(),
                List.of(),
                Optional.empty(),
                PublishedClip.DURATION_MS);
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

    /** A hash of every decoded picture. */
    private static List<String> pictures(String file) throws Exception {
        String hashes = FfmpegProgram.text(directory, "-i", file, "-map", "0:v", "-f", "framemd5", "-");
        return hashes.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }

    /** Interleaved stereo, on the file's own clock: silence is put where it says that there is no sound. */
    private static short[] sound(String file) throws Exception {
        byte[] bytes = FfmpegProgram.run(
                directory, "-i", file, "-map", "0:a", "-af", "aresample=first_pts=0", "-f", "s16le", "-");
        short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Where in {@code whole} a second of {@code part} lies, in frames, searched around {@code guess}. */
    private static int bestOffset(short[] whole, short[] part, int guess) {
        int best = guess;
        long least = Long.MAX_VALUE;
        for (int offset = guess - 4_800; offset <= guess + 4_800; offset++) {
            long error = 0;
            for (int frame = 48_000; frame < 52_800 && error < least; frame++) {
                error += Math.abs(whole[(offset + frame) * 2] - part[frame * 2]);
            }
            if (error < least) {
                least = error;
                best = offset;
            }
        }
        return best;
    }

    private static double firstSeconds(String framecrc) {
        double timeBase = 0;
        for (String line : framecrc.lines().toList()) {
            if (line.startsWith("#tb 0:")) {
                String[] fraction = line.substring(6).strip().split("/", 2);
                timeBase = Double.parseDouble(fraction[0]) / Double.parseDouble(fraction[1]);
            } else if (!line.startsWith("#")) {
                return Double.parseDouble(line.split(",", -1)[2].strip()) * timeBase;
            }
        }
        throw new AssertionError("nothing in " + framecrc);
    }
}
