package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.ProbeOrder;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SmallPicture;
import io.vitascope.contract.processing.SnapshotOrder;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders to real child processes: what they report, and what becomes of those that die. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class ChildProcessesTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Inject
    ChildProcesses children;

    @Inject
    ChildConfig limits;

    @Inject
    LimitsConfig media;

    @Inject
    Scratch scratch;

    @Test
    void aProbeTellsSizeLengthAndSound() throws Exception {
        Report report = only(run(probe(TestClips.in(folder, "clip.mp4").make())));
        assertThat(report.getMedia().getVideo().getWidth()).isEqualTo(320);
        assertThat(report.getMedia().getDurationUs()).isBetween(1_990_000L, 2_100_000L);
        assertThat(report.getMedia().getAudioList()).hasSize(1);
    }

    @Test
    void aTextIsRefusedWithASentence() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.mp4"), "just words\n".repeat(10_000));
        Refusal refusal = only(run(probe(text))).getFailed().getRefusal();
        assertThat(refusal.getReason()).isEqualTo(Refusal.Reason.NOT_MEDIA);
        assertThat(refusal.getDetail()).isNotBlank();
    }

    @Test
    void aTranscodeReportsItsPlanEverySegmentAndAFileOfEachRendition() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").make();
        List<Report> reports = run(transcode(clip));
        assertThat(reports)
                .filteredOn(Report::hasPoster)
                .flatExtracting(report -> report.getPoster().getSmallList())
                .allSatisfy(small -> assertThat(Path.of(small.getFile()))
                        .content(StandardCharsets.ISO_8859_1)
                        .startsWith("RIFF"))
                .extracting(SmallPicture::getWidth)
                .containsExactly(320, 640);
        assertThat(reports.get(0).getPlanned().getTracksList())
                .extracting(track -> track.getName())
                .containsExactly("180p", "audio");
        assertThat(reports.get(reports.size() - 1).getDone().getDurationUs()).isBetween(1_990_000L, 2_100_000L);
        for (Report report : reports) {
            if (report.hasSegmentCut()) {
                assertThat(Path.of(report.getSegmentCut().getFile()))
                        .hasSize(report.getSegmentCut().getSizeBytes());
            }
            if (report.hasProgressive()) {
                assertThat(Path.of(report.getProgressive().getFile())).isNotEmptyFile();
            }
        }
    }

    @Test
    void aCopyThatTurnsOutImpossibleIsEncodedByTheSameChild() throws Exception {
        List<Report> reports = copied(TestClips.withLongGroupLate(folder, "clip.mkv"));
        List<Planned> plans = plans(reports);
        assertThat(plans).hasSize(2);
        assertThat(plans.get(0).getTracks(0).getCopied()).isTrue();
        assertThat(plans.get(1).getStartsOver()).isTrue();
        assertThat(plans.get(1).getTracks(0).getCopied()).isFalse();
        assertThat(plans.get(1).getWhyEncoded()).contains("keyframes");
        assertThat(reports.get(reports.size() - 1).getDone().getDurationUs()).isBetween(19_990_000L, 20_100_000L);
        int anew = reports.indexOf(Report.newBuilder().setPlanned(plans.get(1)).build());
        long encoded = reports.subList(anew, reports.size()).stream()
                .filter(report -> report.hasSegmentCut()
                        && report.getSegmentCut().getTrack().equals("180p"))
                .mapToLong(report -> report.getSegmentCut().getDurationUs())
                .sum();
        assertThat(encoded).isEqualTo(20_000_000L);
    }

    private List<Report> copied(Path clip) throws Exception {
        Order order = transcode(clip);
        TranscodeOrder copying = order.getTranscode().toBuilder().setCopy(true).build();
        return run(order.toBuilder().setTranscode(copying).build());
    }

    private static List<Planned> plans(List<Report> reports) {
        return reports.stream()
                .filter(Report::hasPlanned)
                .map(Report::getPlanned)
                .toList();
    }

    @Test
    void aCopyOfWhichAPartIsDamagedIsEncodedInTheEnd() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").frames(100, 25).audio(4, 2).make();
        TestClips.damage(clip, 0, 60);
        List<Report> reports = copied(clip);
        List<Planned> plans = plans(reports);
        assertThat(plans).hasSize(2);
        assertThat(plans.get(1).getStartsOver()).isTrue();
        assertThat(plans.get(1).getWhyEncoded()).contains("damaged");
        assertThat(reports.get(reports.size() - 1).hasDone()).isTrue();
        assertThat(reports).anyMatch(Report::hasWarning);
    }

    @Test
    void aPictureIsAJpegOfTheWidthThatWasAsked() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").make();
        Path target = folder.resolve("picture.jpg");
        SnapshotOrder snapshot = SnapshotOrder.newBuilder()
                .setTimeUs(1_000_000)
                .setWidth(160)
                .setTarget(target.toString())
                .build();
        run(Order.newBuilder().setSource(clip.toString()).setSnapshot(snapshot).build());
        assertThat(javax.imageio.ImageIO.read(target.toFile()).getWidth()).isEqualTo(160);
    }

    @Test
    void aChildThatIsKilledHasCrashedAndItsParentLives() throws Exception {
        Order order =
                transcode(TestClips.in(folder, "long.mp4").frames(2_500, 25).make());
        assertThatThrownBy(() -> children.run(order, LIMIT, () -> false, report -> {
                    if (report.hasPlanned()) {
                        killChildren();
                    }
                }))
                .isInstanceOfSatisfying(ChildCrashedException.class, crash -> assertThat(crash.code())
                        .isEqualTo(ProcessingError.CRASHED));
        aProbeTellsSizeLengthAndSound();
    }

    @Test
    void aCancelledChildIsDeadWhenTheCallReturns() throws Exception {
        Order order =
                transcode(TestClips.in(folder, "long.mp4").frames(2_500, 25).make());
        boolean[] planned = new boolean[1];
        assertThatThrownBy(() -> children.run(order, LIMIT, () -> planned[0], report -> planned[0] = true))
                .isInstanceOf(InterruptedException.class);
        assertThat(mediaChildren()).isEmpty();
    }

    @Test
    void aChildThatTakesTooLongIsEnded() throws Exception {
        Order order =
                transcode(TestClips.in(folder, "long.mp4").frames(2_500, 25).make());
        assertThatThrownBy(() -> children.run(order, Duration.ofMillis(1), () -> false, report -> {}))
                .isInstanceOfSatisfying(ChildCrashedException.class, crash -> assertThat(crash.code())
                        .isEqualTo(ProcessingError.STALLED));
    }

    /** As after {@code docker unpause}, again and again. */
    @Test
    void aProcessThatStoodStillDoesNotTakeItsChildForSilent() throws Exception {
        AtomicLong clock = new AtomicLong();
        ChildProcesses paused = new ChildProcesses(
                limits, media, scratch, () -> clock.addAndGet(2 * limits.stall().toNanos()));
        List<Report> reports = new ArrayList<>();
        paused.run(transcode(TestClips.in(folder, "clip.mp4").make()), LIMIT, () -> false, reports::add);
        assertThat(reports.get(reports.size() - 1).hasDone()).isTrue();
    }

    /** Stopped by a signal, it is as far from a processor as on a machine with far too much to do. */
    @Test
    void aChildThatGotNoTimeSaysNothingAboutItsFile() throws Exception {
        Order order =
                transcode(TestClips.in(folder, "long.mp4").frames(2_500, 25).make());
        assertThatThrownBy(() -> children.run(order, Duration.ofSeconds(2), this::stopChildren, report -> {}))
                .isInstanceOfSatisfying(ChildCrashedException.class, crash -> assertThat(crash.code())
                        .isEqualTo(ProcessingError.BUSY));
    }

    private boolean stopChildren() {
        for (ProcessHandle child : mediaChildren()) {
            try {
                new ProcessBuilder("kill", "-STOP", Long.toString(child.pid())).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return false;
    }

    /** Every write to what these names lead to finds no room, as on a disk that is full. */
    @ParameterizedTest
    @ValueSource(strings = {"180p.mp4", "180p-progressive.mp4", "poster.jpg", "storyboard.vtt"})
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsToldAndNotTakenForACrash(String name) throws Exception {
        Order order = transcode(TestClips.in(folder, "clip.mp4").make());
        Files.createSymbolicLink(Path.of(order.getTranscode().getWorkspace(), name), Path.of("/dev/full"));
        Failed failed = failure(run(order));
        assertThat(failed.getStorage()).isTrue();
        assertThat(failed.getRefusal().getDetail()).isNotBlank();
    }

    /** Pictures that were taken beside it may be told after it. */
    private static Failed failure(List<Report> reports) {
        assertThat(reports).noneMatch(Report::hasDone);
        return only(reports.stream().filter(Report::hasFailed).toList()).getFailed();
    }

    /** Beyond its own limit no child may write, and that is the file's fault. */
    @Test
    void aFileLargerThanMayBeWrittenIsNoFailureOfTheDisk() throws Exception {
        ChildConfig tight = new SmallRyeConfigBuilder()
                .withMapping(ChildConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(Map.of(
                        "vitascope.processing.child.file-size", "4K", "vitascope.processing.child.spare", "false"))
                .build()
                .getConfigMapping(ChildConfig.class);
        ChildProcesses limited = new ChildProcesses(tight, media, scratch, System::nanoTime);
        List<Report> reports = new ArrayList<>();
        limited.run(transcode(TestClips.in(folder, "clip.mp4").make()), LIMIT, () -> false, reports::add);
        Failed failed = failure(reports);
        assertThat(failed.getStorage()).isFalse();
        assertThat(failed.getRefusal().getReason()).isEqualTo(Refusal.Reason.CRASHED);
    }

    private List<Report> run(Order order) throws Exception {
        List<Report> reports = new ArrayList<>();
        children.run(order, LIMIT, () -> false, reports::add);
        return reports;
    }

    private static Report only(List<Report> reports) {
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private static Order probe(Path source) {
        return Order.newBuilder()
                .setSource(source.toString())
                .setProbe(ProbeOrder.getDefaultInstance())
                .build();
    }

    private Order transcode(Path source) throws Exception {
        TranscodeOrder order = TranscodeOrder.newBuilder()
                .setWorkspace(Files.createTempDirectory(folder, "work").toString())
                .addLadder("720p")
                .addLadder("360p")
                .setSegmentDurationUs(4_000_000)
                .setThreads(1)
                .setQuality("speed")
                .setEncoder("auto")
                .build();
        return Order.newBuilder()
                .setSource(source.toString())
                .setTranscode(order)
                .build();
    }

    private static void killChildren() {
        mediaChildren().forEach(ProcessHandle::destroyForcibly);
    }

    /** Dead children that nobody has waited for yet do not count. */
    private static List<ProcessHandle> mediaChildren() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive()
                        && process.info().commandLine().orElse("").contains(MediaChild.class.getName()))
                .toList();
    }
}
