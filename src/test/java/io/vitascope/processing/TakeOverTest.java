package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.NoLivingHandles;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.MemoryBlobStore;
import io.vitascope.storage.VideoBlobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A run over a video that an earlier one did not finish, with the real engine. */
@ExtendWith(NoLivingHandles.class)
class TakeOverTest {

    private static final long SEGMENT_US = 4_000_000;

    @TempDir
    Path folder;

    private final BlobStore blobs = new MemoryBlobStore();
    private final VideoId id = VideoId.create(1);
    private Path clip;
    private Run first;

    /** One run, published as the job's runner does it. */
    private final class Run {
        final List<String> made = new ArrayList<>();
        final List<String> takenOver = new ArrayList<>();
        final List<Job.Kept> finished = new ArrayList<>();
        final Publication publication;
        private final KeptTracks kept = new KeptTracks(blobs);
        private final Lease lease;

        Run(int generation, String build, long segmentUs, List<Job.Kept> earlier) throws Exception {
            lease = new Lease(
                    id, generation, new BlobKey("videos/" + id + "/source"), List.of(), false, false, earlier, "");
            publication = new Publication(blobs, lease.prefix(), segmentUs);
            Path workspace = Files.createDirectories(folder.resolve(lease.workspace()));
            TranscodeOrder order = TranscodeOrder.newBuilder()
                    .setWorkspace(workspace.toString())
                    .addAllLadder(List.of("360p", "240p"))
                    .setSegmentDurationUs(segmentUs)
                    .setThreads(1)
                    .setQuality("speed")
                    .setEncoder("auto")
                    .setBuild(build)
                    .addAllKept(kept.offer(lease, workspace))
                    .build();
            new TranscodeChild(clip, order, MediaLimits.defaults(), report -> on(report.build())).transcode();
            publication.complete();
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
                    takenOver.add(track);
                    publication.takenOver(kept.takeOver(
                            report.getTrackTakenOver().getKey(), lease.prefix().child(track)));
                    ended(track);
                }
                case PROGRESSIVE ->
                    publication.progressive(
                            report.getProgressive().getTrack(),
                            Path.of(report.getProgressive().getFile()));
                default -> {} // of no matter here
            }
        }

        private void ended(String track) {
            publication.ended(track);
            finished.add(new Job.Kept(lease.generation(), track, publication.key(track)));
        }

        byte[] bytes(String file) throws Exception {
            BlobKey key = lease.prefix().child(file);
            long size = blobs.stat(key).orElseThrow().sizeBytes();
            try (var in =
                    blobs.open(key, io.vitascope.kernel.ByteRange.all(size)).orElseThrow()) {
                return in.readAllBytes();
            }
        }
    }

    @BeforeEach
    void anEarlierRunHasFinishedTheSoundAndTheSmallerPicture() throws Exception {
        clip = TestClips.in(folder, "clip.mkv")
                .format("matroska")
                .size(480, 360)
                .grainy()
                .frames(125, 25)
                .audio(5, 2)
                .make();
        first = new Run(1, "build", SEGMENT_US, List.of());
        assertThat(first.made).containsExactlyInAnyOrder("360p", "240p", "audio");
        first.finished.removeIf(kept -> kept.track().equals("360p"));
        assertThat(first.finished).hasSize(2);
    }

    @Test
    void onlyWhatIsMissingIsMadeAndStandsOnTheSameGrid() throws Exception {
        Run second = new Run(2, "build", SEGMENT_US, first.finished);
        assertThat(second.takenOver).containsExactlyInAnyOrder("240p", "audio");
        assertThat(second.made).containsExactly("360p");
        for (String file : List.of("240p/init.mp4", "240p/00000.m4s", "240p/00001.m4s", "audio/00001.m4s")) {
            assertThat(second.bytes(file)).isEqualTo(first.bytes(file));
        }
        for (String track : List.of("240p", "360p", "audio")) {
            assertThat(second.bytes(track + "/index.m3u8")).isEqualTo(first.bytes(track + "/index.m3u8"));
        }
        assertThat(new String(second.bytes("master.m3u8"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("360p/index.m3u8", "240p/index.m3u8", "audio/index.m3u8");
        DecodedFile progressive = DecodedFile.of(Files.write(folder.resolve("240p.mp4"), second.bytes("240p.mp4")));
        assertThat(progressive.pictures).hasSize(125).allMatch(picture -> picture.height() == 240);
    }

    @Test
    void whenEverythingWasFinishedNothingIsMadeAgain() throws Exception {
        Run second = new Run(2, "build", SEGMENT_US, first.finished);
        Run third = new Run(3, "build", SEGMENT_US, second.finished);
        assertThat(third.made).isEmpty();
        assertThat(third.takenOver).containsExactlyInAnyOrder("360p", "240p", "audio");
        assertThat(third.bytes("360p/00000.m4s")).isEqualTo(second.bytes("360p/00000.m4s"));
    }

    @Test
    void anotherBuildAnotherGridOrMissingFilesMakeEverythingAnew() throws Exception {
        assertThat(new Run(2, "another build", SEGMENT_US, first.finished).takenOver)
                .isEmpty();
        assertThat(new Run(3, "build", 2_000_000, first.finished).takenOver).isEmpty();
        blobs.delete(VideoBlobs.run(id, 1).child("240p/00001.m4s"));
        assertThat(new Run(4, "build", SEGMENT_US, first.finished).takenOver).containsExactly("audio");
    }
}
