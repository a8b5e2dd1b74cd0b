package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybackTest {

    private static final VideoId ID = VideoId.create(1_700_000_000_000L);
    private static final BlobKey HOME = BlobKey.ofVideo(ID);

    private List<String> codecs = List.of("h264", "aac");
    private String pixels = "yuv420p";

    @Test
    void theSourceIsServedUnderItsOwnNameAndType() {
        Playback.Served served = Playback.progressive(processing("trip.webm", "matroska,webm"), "source");
        assertThat(served.contentType()).isEqualTo("video/webm");
        assertThat(served.filename()).isEqualTo("trip.webm");
    }

    @Test
    void autoIsTheTallestThatIsReady() {
        assertThat(Playback.progressive(processing("a.mkv", "matroska,webm", ready("360p")), "auto"))
                .satisfies(served -> assertThat(served.rendition()).isEqualTo("360p"))
                .satisfies(served -> assertThat(served.filename()).isEqualTo("a-360p.mp4"));
    }

    @Test
    void autoIsTheSourceUntilThereIsMoreIfBrowsersPlayIt() {
        assertThat(Playback.progressive(processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto")
                        .rendition())
                .isEqualTo("source");
    }

    @Test
    void autoWaitsIfBrowsersDoNotPlayTheSource() {
        assertProblem(DeliveryError.NOT_READY, processing("a.ts", "mpegts"), "auto");
    }

    @Test
    void autoWaitsIfOnlySomeBrowsersDecodeTheSource() {
        codecs = List.of("hevc", "aac");
        assertProblem(DeliveryError.NOT_READY, processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto");
        codecs = List.of("h264", "ac3");
        assertProblem(DeliveryError.NOT_READY, processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto");
        codecs = List.of();
        assertThat(Playback.progressive(processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto")
                        .rendition())
                .isEqualTo("source");
    }

    @ParameterizedTest
    @CsvSource({
        "h264,yuv420p10le",
        "h264,yuv422p",
        "h264,yuv444p",
        "h264,gray",
        "vp9,yuv420p10le",
        "vp9,yuv444p",
        "av1,yuv444p"
    })
    void autoWaitsIfOnlySomeBrowsersDecodeThePixels(String codec, String format) {
        codecs = List.of(codec, "aac");
        pixels = format;
        assertProblem(DeliveryError.NOT_READY, processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto");
    }

    @ParameterizedTest
    @CsvSource({"h264,yuv420p", "h264,yuvj420p", "vp9,yuv420p", "av1,yuv420p10le", "av1,gray", "h264,''"})
    void pixelsThatAllBrowsersDecodeKeepNobodyWaiting(String codec, String format) {
        codecs = List.of(codec, "aac");
        pixels = format;
        assertThat(Playback.progressive(processing("a.mp4", "mov,mp4,m4a,3gp,3g2,mj2"), "auto")
                        .rendition())
                .isEqualTo("source");
    }

    @Test
    void aQualityThatIsBeingMadeIsAnsweredWithWhatThereIsNow() {
        assertThat(assertProblem(DeliveryError.NOT_READY, processing("a.mp4", "mov", ready("360p")), "hd")
                        .facts())
                .containsEntry("available", "360p, source")
                .containsKey("retry_after_seconds");
    }

    @Test
    void aQualityThatWillNeverBeIsAnsweredWithThoseThatWill() {
        assertThat(assertProblem(DeliveryError.UNKNOWN_QUALITY, processing("a.mp4", "mov", ready("360p")), "4320p")
                        .facts())
                .containsEntry("allowed", "auto, source, hd, sd, low, 360p, 720p");
    }

    @Test
    void aVideoThatFailedHasOnlyItsSource() {
        PlayableVideo failed = video(PlayableVideo.State.FAILED, "a.ts", "mpegts", List.of(), List.of());
        assertProblem(DeliveryError.NOT_PLAYABLE, failed, "auto");
        assertProblem(DeliveryError.NOT_PLAYABLE, failed, "hd");
        assertThat(Playback.progressive(failed, "source").contentType()).isEqualTo("video/mp2t");
    }

    @Test
    void playlistsAreAskedForAgainWhileNothingIsPublished() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Playback.playlists(processing("a.mp4", "mov")))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(DeliveryError.NOT_PLAYABLE_YET));
    }

    private static ProblemException assertProblem(DeliveryError code, PlayableVideo video, String quality) {
        try {
            Playback.progressive(video, quality);
        } catch (ProblemException problem) {
            assertThat(problem.code()).isEqualTo(code);
            return problem;
        }
        throw new AssertionError("no problem");
    }

    private PlayableVideo processing(String filename, String container, ProgressiveFile... ready) {
        return video(
                PlayableVideo.State.PROCESSING,
                filename,
                container,
                List.of(ready),
                List.of(made("720p"), made("360p")));
    }

    private PlayableVideo video(
            PlayableVideo.State state,
            String filename,
            String container,
            List<ProgressiveFile> files,
            List<ProgressiveFile> expected) {
        SourceFile source = new SourceFile(HOME.child("source"), filename, container, codecs, pixels);
        return new PlayableVideo(
                ID, state, false, Optional.empty(), source, files, expected, Optional.empty(), 10_000, List.of());
    }

    private static ProgressiveFile ready(String name) {
        return new ProgressiveFile(name, 640, 360, Optional.of(HOME.child("g1/" + name + ".mp4")));
    }

    private static ProgressiveFile made(String name) {
        return new ProgressiveFile(name, 1280, 720, Optional.empty());
    }
}
