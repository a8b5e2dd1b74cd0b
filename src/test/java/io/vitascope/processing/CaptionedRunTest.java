package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vitascope.captions.TestLine21;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.NoLivingHandles;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.processing.ffmpeg.TestMux;
import io.vitascope.processing.ffmpeg.TestMux.Line;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.MemoryBlobStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captions in the picture of a source become text beside its others, in every kind of run. */
@ExtendWith(NoLivingHandles.class)
class CaptionedRunTest {

    @TempDir
    Path folder;

    private final BlobStore blobs = new MemoryBlobStore();
    private final VideoId id = VideoId.create(1);

    /** One run, published as the job's runner does it. */
    private final class Run {
        final List<SourceText> told = new ArrayList<>();
        final List<String> made = new ArrayList<>();
        final List<Job.Kept> finished = new ArrayList<>();
        private final Publication publication;
        private final KeptTracks kept = new KeptTracks(blobs);
        private final Lease lease;

        Run(Path source, int generation, boolean copy, List<Job.Kept> earlier) throws Exception {
            lease = new Lease(
                    id, generation, new BlobKey("videos/" + id + "/source"), List.of(), false, false, earlier, "");
            publication = new Publication(blobs, lease.prefix(), 2_000_000);
            Path workspace = Files.createDirectories(folder.resolve(lease.workspace()));
            TranscodeOrder order = TranscodeOrder.newBuilder()
                    .setWorkspace(workspace.toString())
                    .addAllLadder(List.of("360p", "240p"))
                    .setSegmentDurationUs(2_000_000)
                    .setThreads(1)
                    .setQuality("speed")
                    .setEncoder("auto")
                    .setBuild("a")
                    .setCopy(copy)
                    .addAllKept(kept.offer(lease, workspace))
                    .build();
            new TranscodeChild(source, order, MediaLimits.defaults(), report -> on(report.build())).transcode();
        }

        private synchronized void on(Report report) {
            switch (report.getReportCase()) {
                case PLANNED -> publication.planned(report.getPlanned());
                case TRACK_STARTED -> {
                    made.add(report.getTrackStarted().getName());
                    publication.started(report.getTrackStarted());
                }
                case SEGMENT_CUT -> publication.add(report.getSegmentCut());
                case TRACK_ENDED -> ended(report.getTrackEnded().getName());
                case TRACK_TAKEN_OVER -> {
                    String track = report.getTrackTakenOver().getName();
                    publication.takenOver(kept.takeOver(
                            report.getTrackTakenOver().getKey(), lease.prefix().child(track)));
                    ended(track);
                }
                case TEXT_FOUND -> told.add(publication.text(report.getTextFound()));
                default -> {} // of no matter here
            }
        }

        private void ended(String track) {
            publication.ended(track);
            finished.add(new Job.Kept(lease.generation(), track, publication.key(track)));
        }

        List<SourceText.ExtractedCaptions> captions() {
            return told.isEmpty() ? List.of() : told.get(told.size() - 1).captions();
        }

        String text(SourceText.ExtractedCaptions captions) throws Exception {
            BlobKey key = new BlobKey(captions.key());
            long size = blobs.stat(key).orElseThrow().sizeBytes();
            try (var in = blobs.open(key, ByteRange.all(size)).orElseThrow()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private TestClips clip(String name) {
        return TestClips.in(folder, name).size(480, 360).frames(75, 25).audio(3, 2);
    }

    private Path captioned() throws Exception {
        TestLine21 line = new TestLine21()
                .popOn(25, 15, "HELLO")
                .erased(50)
                .channel(3)
                .popOn(30, 15, "HOLA")
                .erased(55);
        return clip("captioned.mp4").captions(line::of).make();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachChannelIsATrack(boolean copy) throws Exception {
        Run run = new Run(captioned(), 1, copy, List.of());
        assertThat(run.told).hasSize(1);
        assertThat(run.captions())
                .extracting(
                        SourceText.ExtractedCaptions::language,
                        SourceText.ExtractedCaptions::label,
                        SourceText.ExtractedCaptions::kind,
                        SourceText.ExtractedCaptions::preferred)
                .containsExactly(
                        tuple("und", "Closed captions", "captions", false),
                        tuple("und", "Closed captions (CC3)", "captions", false));
        assertThat(run.text(run.captions().get(0))).isEqualTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHELLO\n");
        assertThat(run.text(run.captions().get(1))).isEqualTo("WEBVTT\n\n00:00:01.200 --> 00:00:02.200\nHOLA\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theyStandBesideTextOfTheFileAndHaveTheLanguageOfItsSound(boolean copy) throws Exception {
        Path captioned = captioned();
        Path film = TestMux.in(folder, "film.mkv")
                .take(captioned, 0, "", "")
                .take(captioned, 1, "eng", "")
                .text("subrip", "eng", "", 0, new Line(500, 1_000, "hello"))
                .chapter(0, 3_000, "All")
                .make();
        Run run = new Run(film, 1, copy, List.of());
        assertThat(run.captions())
                .extracting(SourceText.ExtractedCaptions::language, SourceText.ExtractedCaptions::label)
                .containsExactlyInAnyOrder(
                        tuple("en", "English"), tuple("en", "English (CC)"), tuple("und", "Closed captions (CC3)"));
        assertThat(run.captions().stream().map(SourceText.ExtractedCaptions::key))
                .doesNotHaveDuplicates();
        assertThat(run.told.get(run.told.size() - 1).chapters())
                .extracting(SourceText.Chapter::title)
                .containsExactly("All");
    }

    @Test
    void aRunThatTakesEverythingOverHasThemToo() throws Exception {
        Path source = captioned();
        Run first = new Run(source, 1, false, List.of());
        Run second = new Run(source, 2, false, first.finished);
        assertThat(second.made).isEmpty();
        assertThat(second.captions()).hasSize(2);
        assertThat(second.text(second.captions().get(0)))
                .isEqualTo(first.text(first.captions().get(0)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aVideoWithoutCaptionsHasNoTrackOfThem(boolean copy) throws Exception {
        TestLine21 filler = new TestLine21();
        assertThat(new Run(clip("plain.mp4").make(), 1, copy, List.of()).told).isEmpty();
        Path padded = clip("padded.mp4").captions(filler::of).make();
        assertThat(new Run(padded, 2, copy, List.of()).told).isEmpty();
    }
}
