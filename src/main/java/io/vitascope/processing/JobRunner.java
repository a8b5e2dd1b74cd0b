package io.vitascope.processing;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.vitascope.contract.processing.EncoderChosen;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TrackTakenOver;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one leased job from its source to its published renditions.
 *
 * <p>Threads: safe for all; {@link #run} blocks its caller until the job is over here, one way or another.
 */
@Singleton
final class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    private final Jobs jobs;
    private final ChildProcesses children;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final Scratch scratch;
    private final ProcessingConfig config;
    private final ChildConfig limits;
    private final RunMeters meters;
    private final Tracer tracer;
    private final String build = EngineBuild.current();
    private final AtomicInteger running = new AtomicInteger();

    JobRunner(
            Jobs jobs,
            ChildProcesses children,
            BlobStore blobs,
            LocalFiles files,
            Scratch scratch,
            ProcessingConfig config,
            ChildConfig limits,
            RunMeters meters,
            Tracer tracer) {
        this.jobs = jobs;
        this.children = children;
        this.blobs = blobs;
        this.files = files;
        this.scratch = scratch;
        this.config = config;
        this.limits = limits;
        this.meters = meters;
        this.tracer = tracer;
    }

    /**
     * Works until the job has completed or failed, or is no longer ours.
     *
     * @param stopping this process is told to go: the child is ended and the job given back
     * @throws InterruptedException when the job was given back
     */
    void run(Lease first, BooleanSupplier stopping) throws InterruptedException {
        running.incrementAndGet();
        try {
            Optional<Lease> lease = Optional.of(first);
            while (lease.isPresent()) {
                lease = runOnce(lease.get(), stopping);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    /** The next lease when this run crashed and another one is due. */
    private Optional<Lease> runOnce(Lease lease, BooleanSupplier stopping) throws InterruptedException {
        RunTrace trace = new RunTrace(tracer, lease);
        Run run = new Run(lease, trace);
        try (Scope traced = trace.context().makeCurrent()) {
            children.run(run.order(stopping), limits.maxRun(), () -> run.mustEnd(stopping), run::on);
            run.conclude();
            return Optional.empty();
        } catch (InterruptedException e) {
            if (!stopping.getAsBoolean()) {
                LOG.infof("%s stopped: the job is no longer ours", lease.id());
                meters.ended(RunMeters.Outcome.TAKEN_AWAY);
                return Optional.empty();
            }
            run.keepWhole();
            giveBack(run.lease);
            meters.ended(RunMeters.Outcome.GIVEN_BACK);
            throw e;
        } catch (ChildCrashedException e) {
            trace.failed(e.sentence());
            run.keepWhole();
            return afterCrash(run.lease, e);
        } catch (LeaseLostException e) {
            run.lost = true;
            LOG.infof("%s stopped: %s", lease.id(), e.getMessage());
            meters.ended(RunMeters.Outcome.TAKEN_AWAY);
            return Optional.empty();
        } catch (UncheckedIOException e) {
            LOG.errorf("%s: storage failed: %s", lease.id(), e.getMessage());
            trace.failed("storage failed");
            return afterCrash(
                    run.lease,
                    new ChildCrashedException(
                            ProcessingError.STORAGE, "The server could not read or write the video's files."));
        } finally {
            run.giveBackSource();
            scratch.delete(lease.workspace());
            run.dropWhatNobodyCanSee();
            trace.close();
        }
    }

    private Optional<Lease> afterCrash(Lease lease, ChildCrashedException crash) {
        meters.ended(RunMeters.Outcome.CRASHED);
        meters.crashed(crash.code());
        try {
            return jobs.crashed(lease, crash.code(), crash.sentence());
        } catch (LeaseLostException e) {
            return Optional.empty();
        }
    }

    private void giveBack(Lease lease) {
        try {
            jobs.release(lease);
        } catch (LeaseLostException e) {
            LOG.debugf("%s: nothing to give back", lease.id());
        }
    }

    /** One run's state between reports. Confined to the thread that runs the job. */
    private final class Run {

        private static final long HEARTBEAT_NANOS = 1_000_000_000L;
        /** Whoever cancels or deletes a video does not wait for the next heartbeat. */
        private static final long LOOK_NANOS = 250_000_000L;

        private final KeptTracks kept = new KeptTracks(blobs);
        private final WayToPlayable way = new WayToPlayable(System.nanoTime());
        private final RunTrace trace;
        private Lease lease;
        private Publication publication;
        private RunProgress progress = new RunProgress();
        private final List<String> warnings = new ArrayList<>();
        private long beatNanos = System.nanoTime();
        private long lookedNanos = beatNanos;
        /** Tracks that are whole already; what their end takes waits until something can be watched. */
        private final List<String> wholeBefore = new ArrayList<>();

        private long durationUs;
        private Optional<Failed> failure = Optional.empty();
        private boolean lost;
        private LocalFiles.@Nullable Lent source;

        Run(Lease lease, RunTrace trace) {
            this.trace = trace;
            this.lease = lease;
            this.publication = publication(lease);
        }

        private Publication publication(Lease of) {
            return new Publication(blobs, of.prefix(), config.segmentDuration().toNanos() / 1_000);
        }

        /** @throws InterruptedException when the job has to end while its source is fetched */
        Order order(BooleanSupplier stopping) throws InterruptedException {
            LocalFiles.Lent lent = files.lend(lease.source(), () -> mustEnd(stopping))
                    .orElseThrow(() -> new UncheckedIOException(
                            new java.io.FileNotFoundException("no source blob " + lease.source())));
            source = lent;
            Path workspace = scratch.emptyDirectory(lease.workspace());
            TranscodeOrder.Builder transcode = TranscodeOrder.newBuilder()
                    .setWorkspace(workspace.toString())
                    .addAllKept(kept.offer(lease, workspace))
                    .setBuild(build)
                    .addAllRenditions(lease.wanted())
                    .addAllLadder(config.ladder())
                    .setSegmentDurationUs(config.segmentDuration().toNanos() / 1_000)
                    .setThreads(Slots.threads(config, running.get()))
                    .setQuality(config.quality())
                    .setEncoder(config.encoder())
                    .setAv1(config.av1())
                    .setCopy(config.copy() && !lease.careful());
            way.passed("prepared", System.nanoTime());
            return Order.newBuilder()
                    .setSource(lent.path().toString())
                    .setTranscode(transcode)
                    .build();
        }

        void giveBackSource() {
            if (source != null) {
                source.close();
            }
        }

        /** Beats once a second, and ends the child soon after the job was cancelled, taken away or forgotten. */
        boolean mustEnd(BooleanSupplier stopping) {
            if (lost || stopping.getAsBoolean()) {
                return true;
            }
            long now = System.nanoTime();
            if (now - beatNanos >= HEARTBEAT_NANOS) {
                beatNanos = now;
                lookedNanos = now;
                guarded(() -> jobs.heartbeat(lease, progress.at(now)));
            } else if (now - lookedNanos >= LOOK_NANOS) {
                lookedNanos = now;
                lost = !jobs.isOurs(lease);
            }
            return lost;
        }

        void on(Report report) {
            if (lost) {
                return;
            }
            switch (report.getReportCase()) {
                case PLANNED -> {
                    way.passed("planned", System.nanoTime());
                    guarded(() -> planned(report.getPlanned()));
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
                    guarded(() -> jobs.planned(lease, publication.renditions(false), publication.skipped()));
                }
                case SEGMENT_CUT -> {
                    SegmentCut cut = report.getSegmentCut();
                    way.passed("first segment", System.nanoTime());
                    boolean becamePlayable = publication.add(cut);
                    progress.published(cut.getTrack(), cut.getStartUs() + cut.getDurationUs(), System.nanoTime());
                    if (becamePlayable) {
                        guarded(this::playable);
                        endWhole();
                    }
                }
                case POSTER -> {
                    var key = publication.poster(Path.of(report.getPoster().getFile()));
                    guarded(() -> jobs.poster(lease, key));
                }
                case TEXT_FOUND -> {
                    SourceText text = publication.text(report.getTextFound());
                    guarded(() -> jobs.text(lease, text));
                }
                case PROGRESSIVE ->
                    publication.progressive(
                            report.getProgressive().getTrack(),
                            Path.of(report.getProgressive().getFile()));
                case TRACK_TAKEN_OVER -> takenOver(report.getTrackTakenOver());
                case EXTRA -> publication.extra(Path.of(report.getExtra().getFile()));
                case WARNING -> warned(report.getWarning().getText());
                case DONE -> durationUs = report.getDone().getDurationUs();
                case FAILED -> failure = Optional.of(report.getFailed());
                case PROGRESS -> {} // that it lives
                case MEDIA, VERSION, REPORT_NOT_SET -> {} // answers to other orders, or a newer child's words
            }
        }

        /** Several passes over one source may find the same. */
        private void warned(String text) {
            if (!warnings.contains(text)) {
                warnings.add(text);
            }
        }

        private void playable() throws LeaseLostException {
            trace.playable();
            way.passed("all tracks", System.nanoTime());
            Duration sinceQueued = jobs.playable(lease, publication.renditions(false));
            LOG.infof("%s playable %s", lease.id(), way.describe(sinceQueued));
            if (lease.generation() == 1) {
                meters.playableAfter(sinceQueued);
            }
        }

        private void log(EncoderChosen chosen) {
            if (!chosen.getWhyNot().isEmpty()) {
                LOG.warnf("%s is encoded by %s. %s", lease.id(), chosen.getEncoder(), chosen.getWhyNot());
            }
        }

        private void takenOver(TrackTakenOver track) {
            LOG.infof("%s: %s is taken over from an earlier run", lease.id(), track.getName());
            FinishedTrack finished =
                    kept.takeOver(track.getKey(), lease.prefix().child(track.getName()));
            if (publication.takenOver(finished)) {
                guarded(this::playable);
                endWhole();
            }
            ended(track.getName());
        }

        private void planned(Planned plan) throws LeaseLostException {
            if (plan.getStartsOver()) {
                startOver();
            }
            publication.planned(plan);
            trace.planned();
            if (!plan.getWhyEncoded().isEmpty()) {
                LOG.infof("%s is encoded: %s", lease.id(), plan.getWhyEncoded());
            }
            progress.planned(plan, System.nanoTime());
            jobs.planned(lease, publication.renditions(false), publication.skipped());
        }

        private void endWhole() {
            wholeBefore.forEach(this::ended);
            wholeBefore.clear();
        }

        /** The next run takes them over. */
        void keepWhole() {
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
            guarded(() -> jobs.renditionReady(
                    lease, finished, publication.key(track), publication.isWhole(), progress.at(now)));
        }

        /** The same child makes everything anew. Addresses of segments are for ever, so there must be new ones. */
        private void startOver() throws LeaseLostException {
            Lease next = jobs.startOver(lease);
            dropWhatNobodyCanSee();
            lease = next;
            publication = publication(next);
            wholeBefore.clear();
            progress = new RunProgress();
        }

        void conclude() throws LeaseLostException, ChildCrashedException {
            if (lost) {
                throw new LeaseLostException(lease);
            }
            endWhole();
            if (failure.isPresent() && failure.get().getRefusal().getReason() == Refusal.Reason.CRASHED) {
                LOG.warnf("%s: %s", lease.id(), failure.get().getRefusal().getDetail());
                throw new ChildCrashedException(
                        ProcessingError.CRASHED, failure.get().getRefusal().getDetail());
            }
            if (failure.isPresent() || publication.isEmpty()) {
                String detail = failure.map(failed -> failed.getRefusal().getDetail())
                        .orElse("Nothing in this file could be decoded.");
                jobs.failed(lease, ProcessingError.NOT_DECODABLE, detail);
                trace.failed(detail);
                meters.ended(RunMeters.Outcome.FAILED);
                return;
            }
            publication.complete();
            jobs.completed(lease, publication.renditions(true), publication.skipped(), durationUs, warnings);
            meters.ended(RunMeters.Outcome.COMPLETED);
        }

        /**
         * Of a run that did not become playable, or whose video was deleted. What viewers may be watching stays until a
         * later run replaces it, and what another run may need, or this one has left behind, until it is swept.
         */
        void dropWhatNobodyCanSee() {
            boolean hidden = !lost && !publication.isPlayable() && !publication.hasFinished();
            if (hidden || jobs.isForgotten(lease.id())) {
                blobs.deleteAll(lease.prefix());
            }
        }

        private void guarded(Change change) {
            try {
                change.apply();
            } catch (LeaseLostException e) {
                lost = true;
            }
        }
    }

    private interface Change {
        void apply() throws LeaseLostException;
    }
}
