package io.vitascope.processing;

import io.vitascope.contract.processing.EncoderChosen;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.contract.processing.KeptTrack;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TrackTakenOver;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * One run of a job: publishes what its child process reports, and keeps the job's record beside it.
 *
 * <p>Threads: confined to the one that runs the job, but for {@link #beat}: a disk that is busy with large files, or a
 * store that is far away, may take longer than a lease. Errors: {@link UncheckedIOException} when the storage fails.
 * Reports that come after the job was taken away are ignored, and {@link #mustEnd} then says so. While Redis is away
 * the run waits.
 */
final class JobRun {

    private static final Logger LOG = Logger.getLogger(JobRun.class);
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;

    private final LeaseReports reports;
    private final BlobStore blobs;
    private final RunMeters meters;
    private final RunTrace trace;
    private final BooleanSupplier stopping;
    private final long segmentUs;
    private final KeptTracks kept;
    private final WayToPlayable way = new WayToPlayable(System.nanoTime());
    private final List<String> warnings = new ArrayList<>();
    /** Tracks that are whole already; what their end takes waits until something can be watched. */
    private final List<String> wholeBefore = new ArrayList<>();

    private Publication publication;
    private long durationUs;
    private Optional<Failed> failure = Optional.empty();

    /** Guards what follows it against a heartbeat in the middle of a change. */
    private final Object held = new Object();

    private Lease lease;
    private RunProgress progress = new RunProgress();
    private long beatNanos = System.nanoTime();
    private boolean over;
    private volatile boolean lost;

    /**
     * @param segmentUs how long a segment is meant to be, microseconds
     * @param stopping this process is told to go
     */
    JobRun(
            LeaseReports reports,
            BlobStore blobs,
            RunMeters meters,
            RunTrace trace,
            Lease lease,
            long segmentUs,
            BooleanSupplier stopping) {
        this.reports = reports;
        this.blobs = blobs;
        this.meters = meters;
        this.trace = trace;
        this.stopping = stopping;
        this.segmentUs = segmentUs;
        this.kept = new KeptTracks(blobs);
        this.lease = lease;
        this.publication = publication();
    }

    private Publication publication() {
        return new Publication(blobs, lease.prefix(), segmentUs);
    }

    /** The present one; a child process that starts over gets another. */
    Lease lease() {
        return lease;
    }

    /** The job is another worker's, or nobody's; from now on reports are ignored. */
    void lost() {
        lost = true;
    }

    /** What earlier runs finished, put together in {@code workspace}. */
    List<KeptTrack> offer(Path workspace) {
        return kept.offer(lease, workspace);
    }

    /** Its child process is about to get its order. */
    void prepared() {
        way.passed("prepared", System.nanoTime());
    }

    /** The job was cancelled, taken away or forgotten, or this process is told to go. */
    boolean mustEnd() {
        return lost || stopping.getAsBoolean();
    }

    /**
     * Looks whether the job is still ours, and says once a second that we are at it. To be called often, on any thread;
     * does nothing once the job is lost or has ended.
     */
    void beat() {
        synchronized (held) {
            if (lost || over) {
                return;
            }
            long now = System.nanoTime();
            try {
                if (now - beatNanos < HEARTBEAT_NANOS) {
                    lost = !reports.isOurs(lease);
                } else {
                    beatNanos = now;
                    reports.heartbeat(lease, progress.at(now));
                }
            } catch (LeaseLostException e) {
                lost = true;
            } catch (RuntimeException e) {
                // Redis is away, say; then nobody else can take the job either.
                LOG.debugf("%s: no heartbeat: %s", lease.id(), e.getMessage());
            }
        }
    }

    /** No heartbeat comes after this: the record is about to say how it ended. */
    void beatNoMore() {
        synchronized (held) {
            over = true;
        }
    }

    void on(Report report) {
        if (lost) {
            return;
        }
        switch (report.getReportCase()) {
            case PLANNED -> {
                way.passed("planned", System.nanoTime());
                planned(report.getPlanned());
            }
            case TRACK_ENDED -> {
                if (publication.isPlayable()) {
                    ended(report.getTrackEnded().getName());
                } else {
                    wholeBefore.add(report.getTrackEnded().getName());
                }
            }
            case TRACK_STARTED -> {
                publication.started(report.getTrackStarted());
                progress.started(report.getTrackStarted().getName());
                trace.started(report.getTrackStarted().getName());
            }
            case MEASURED -> publication.measured(report.getMeasured());
            case ENCODER_CHOSEN -> log(report.getEncoderChosen());
            case SKIPPED -> {
                publication.skipped(report.getSkipped());
                progress.skipped(report.getSkipped().getName());
                guarded(() -> reports.planned(lease, publication.renditions(false), publication.skipped()));
            }
            case SEGMENT_CUT -> {
                SegmentCut cut = report.getSegmentCut();
                way.passed("first segment", System.nanoTime());
                boolean becamePlayable = publication.add(cut);
                progress.published(cut.getTrack(), cut.getStartUs() + cut.getDurationUs(), System.nanoTime());
                if (becamePlayable) {
                    playable();
                    endWhole();
                }
            }
            case POSTER -> {
                var key = publication.poster(lease.id(), report.getPoster());
                guarded(() -> reports.poster(lease, key));
            }
            case TEXT_FOUND -> {
                SourceText text = publication.text(report.getTextFound());
                guarded(() -> reports.text(lease, text));
            }
            case PROGRESSIVE ->
                publication.progressive(
                        report.getProgressive().getTrack(),
                        Path.of(report.getProgressive().getFile()));
            case TRACK_TAKEN_OVER -> takenOver(report.getTrackTakenOver());
            case EXTRA -> publication.extra(report.getExtra());
            case WARNING -> warned(report.getWarning().getText());
            case DONE -> durationUs = report.getDone().getDurationUs();
            case FAILED -> failure = Optional.of(report.getFailed());
            case PROGRESS, FILE_GROWING -> {} // that it lives
            case MEDIA, VERSION, REPORT_NOT_SET -> {} // answers to other orders, or a newer child's words
        }
    }

    /** Several passes over one source may find the same. */
    private void warned(String text) {
        if (!warnings.contains(text)) {
            warnings.add(text);
        }
    }

    private void playable() {
        trace.playable();
        way.passed("all tracks", System.nanoTime());
        guarded(() -> {
            Duration sinceQueued = reports.playable(lease, publication.renditions(false));
            LOG.infof("%s playable %s", lease.id(), way.describe(sinceQueued));
            if (lease.generation() == 1) {
                meters.playableAfter(sinceQueued);
            }
        });
    }

    private void log(EncoderChosen chosen) {
        if (!chosen.getWhyNot().isEmpty()) {
            LOG.warnf("%s is encoded by %s. %s", lease.id(), chosen.getEncoder(), chosen.getWhyNot());
        }
    }

    private void takenOver(TrackTakenOver track) {
        LOG.infof("%s: %s is taken over from an earlier run", lease.id(), track.getName());
        FinishedTrack finished = kept.takeOver(track.getKey(), lease.prefix().child(track.getName()));
        if (publication.takenOver(finished)) {
            playable();
            endWhole();
        }
        ended(track.getName());
    }

    private void planned(Planned plan) {
        if (plan.getStartsOver()) {
            startOver();
        }
        if (mustEnd()) {
            return;
        }
        publication.planned(plan);
        trace.planned();
        if (!plan.getWhyEncoded().isEmpty()) {
            LOG.infof("%s is encoded: %s", lease.id(), plan.getWhyEncoded());
        }
        progress.planned(plan, System.nanoTime());
        guarded(() -> reports.planned(lease, publication.renditions(false), publication.skipped()));
    }

    private void endWhole() {
        wholeBefore.forEach(this::ended);
        wholeBefore.clear();
    }

    /** The next run takes them over. */
    void keepWhole() {
        if (lost) {
            return;
        }
        try {
            endWhole();
        } catch (UncheckedIOException e) {
            LOG.warnf("%s: what was finished is made again: %s", lease.id(), e.getMessage());
        }
    }

    private void ended(String track) {
        long now = System.nanoTime();
        Rendition finished = publication.ended(track);
        meters.encoded(finished, progress.speed(track, now));
        progress.ended(track, now);
        trace.ended(track);
        guarded(() -> reports.renditionReady(
                lease, finished, publication.key(track), publication.isWhole(), progress.at(now)));
    }

    /** The same child makes everything anew. Addresses of segments are for ever, so there must be new ones. */
    private void startOver() {
        BlobKey former = lease.prefix();
        guarded(() -> {
            synchronized (held) {
                lease = reports.startOver(lease);
                progress = new RunProgress();
            }
        });
        if (mustEnd()) {
            return;
        }
        drop(former);
        publication = publication();
        wholeBefore.clear();
    }

    /**
     * The child process has said its last word, and all that it reported is done: the job has completed or failed.
     * Errors: {@link UncheckedIOException} also when it was the disk that failed the child.
     */
    void conclude() throws LeaseLostException, ChildCrashedException, InterruptedException {
        if (lost) {
            throw new LeaseLostException(lease);
        }
        endWhole();
        if (failure.isPresent() && failure.get().getStorage()) {
            throw new UncheckedIOException(
                    new IOException(failure.get().getRefusal().getDetail()));
        }
        if (failure.isPresent() && failure.get().getRefusal().getReason() == Refusal.Reason.CRASHED) {
            LOG.warnf("%s: %s", lease.id(), failure.get().getRefusal().getDetail());
            throw new ChildCrashedException(
                    ProcessingError.CRASHED, failure.get().getRefusal().getDetail());
        }
        if (failure.isPresent() || publication.isEmpty()) {
            String detail = failure.map(failed -> failed.getRefusal().getDetail())
                    .orElse("Nothing in this file could be decoded.");
            beatNoMore();
            enduring(() -> reports.failed(lease, ProcessingError.NOT_DECODABLE, detail));
            trace.failed(detail);
            meters.ended(RunMeters.Outcome.FAILED);
            return;
        }
        publication.complete();
        beatNoMore();
        enduring(() ->
                reports.completed(lease, publication.renditions(true), publication.skipped(), durationUs, warnings));
        meters.ended(RunMeters.Outcome.COMPLETED);
    }

    /**
     * Of a run that did not become playable, or whose video was deleted. What viewers may be watching stays until a
     * later run replaces it, and what another run may need, or this one has left behind, until it is swept.
     */
    void dropWhatNobodyCanSee() {
        drop(lease.prefix());
    }

    private void drop(BlobKey prefix) {
        boolean hidden = !lost && !publication.isPlayable() && !publication.hasFinished();
        try {
            if (hidden || reports.isForgotten(lease)) {
                blobs.deleteAll(prefix);
            }
        } catch (RuntimeException e) {
            LOG.warnf("%s stays until it is swept: %s", prefix, e.getMessage());
        }
    }

    private void guarded(Change change) {
        try {
            enduring(change);
        } catch (LeaseLostException e) {
            lost = true;
        } catch (InterruptedException e) {
            LOG.debugf("%s: this report is lost with its run", lease.id());
        }
    }

    private void enduring(Change change) throws LeaseLostException, InterruptedException {
        Endurance.through(lease.id(), this::mustEnd, () -> {
            change.apply();
            return change;
        });
    }

    private interface Change {
        void apply() throws LeaseLostException;
    }
}
