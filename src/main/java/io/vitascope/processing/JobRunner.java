package io.vitascope.processing;

import io.vitascope.contract.processing.EncoderChosen;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

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
    private final Scratch scratch;
    private final ProcessingConfig config;
    private final ChildConfig limits;
    private final AtomicInteger running = new AtomicInteger();

    JobRunner(
            Jobs jobs,
            ChildProcesses children,
            BlobStore blobs,
            Scratch scratch,
            ProcessingConfig config,
            ChildConfig limits) {
        this.jobs = jobs;
        this.children = children;
        this.blobs = blobs;
        this.scratch = scratch;
        this.config = config;
        this.limits = limits;
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
        Run run = new Run(lease);
        try {
            children.run(run.order(), limits.maxRun(), () -> run.mustEnd(stopping), run::on);
            if (run.mustEncodeAll()) {
                return afterCrash(
                        lease,
                        new ChildCrashedException(ProcessingError.CRASHED, "The file cannot be passed on as it is."));
            }
            run.conclude();
            return Optional.empty();
        } catch (InterruptedException e) {
            if (!stopping.getAsBoolean()) {
                LOG.infof("%s stopped: the job is no longer ours", lease.id());
                return Optional.empty();
            }
            giveBack(lease);
            throw e;
        } catch (ChildCrashedException e) {
            return afterCrash(lease, e);
        } catch (LeaseLostException e) {
            run.lost = true;
            LOG.infof("%s stopped: %s", lease.id(), e.getMessage());
            return Optional.empty();
        } catch (UncheckedIOException e) {
            LOG.errorf("%s: storage failed: %s", lease.id(), e.getMessage());
            return afterCrash(
                    lease,
                    new ChildCrashedException(
                            ProcessingError.STORAGE, "The server could not read or write the video's files."));
        } finally {
            scratch.delete(lease.workspace());
            run.dropWhatNobodyCanSee();
        }
    }

    private Optional<Lease> afterCrash(Lease lease, ChildCrashedException crash) {
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

        private final Lease lease;
        private final Publication publication;
        private final List<String> warnings = new ArrayList<>();
        private final RunProgress progress = new RunProgress();
        private long beatNanos = System.nanoTime();
        private long durationUs;
        private Optional<Failed> failure = Optional.empty();
        private boolean lost;

        Run(Lease lease) {
            this.lease = lease;
            this.publication = new Publication(
                    blobs, lease.prefix(), config.segmentDuration().toNanos() / 1_000);
        }

        Order order() {
            Path source = blobs.file(lease.source())
                    .orElseThrow(() -> new UncheckedIOException(
                            new java.io.FileNotFoundException("no source blob " + lease.source())));
            TranscodeOrder.Builder transcode = TranscodeOrder.newBuilder()
                    .setWorkspace(scratch.emptyDirectory(lease.workspace()).toString())
                    .addAllRenditions(lease.wanted())
                    .addAllLadder(config.ladder())
                    .setSegmentDurationUs(config.segmentDuration().toNanos() / 1_000)
                    .setThreads(Slots.threads(config, running.get()))
                    .setQuality(config.quality())
                    .setEncoder(config.encoder())
                    .setCopy(config.copy() && !lease.careful());
            return Order.newBuilder()
                    .setSource(source.toString())
                    .setTranscode(transcode)
                    .build();
        }

        /** Beats once a second; a job that was taken away or forgotten ends the child within that time. */
        boolean mustEnd(BooleanSupplier stopping) {
            if (lost || stopping.getAsBoolean()) {
                return true;
            }
            long now = System.nanoTime();
            if (now - beatNanos >= HEARTBEAT_NANOS) {
                beatNanos = now;
                guarded(() -> jobs.heartbeat(lease, progress.at(now)));
            }
            return lost;
        }

        void on(Report report) {
            if (lost) {
                return;
            }
            switch (report.getReportCase()) {
                case PLANNED -> {
                    publication.planned(report.getPlanned());
                    if (!report.getPlanned().getWhyEncoded().isEmpty()) {
                        LOG.infof(
                                "%s is encoded: %s",
                                lease.id(), report.getPlanned().getWhyEncoded());
                    }
                    progress.planned(report.getPlanned(), System.nanoTime());
                    guarded(() -> jobs.planned(lease, publication.renditions(false), publication.skipped()));
                }
                case TRACK_ENDED -> ended(report.getTrackEnded().getName());
                case TRACK_STARTED -> {
                    publication.started(report.getTrackStarted());
                    progress.started(report.getTrackStarted().getName());
                }
                case ENCODER_CHOSEN -> log(report.getEncoderChosen());
                case SEGMENT_CUT -> {
                    SegmentCut cut = report.getSegmentCut();
                    boolean becamePlayable = publication.add(cut);
                    progress.published(cut.getTrack(), cut.getStartUs() + cut.getDurationUs(), System.nanoTime());
                    if (becamePlayable) {
                        guarded(() -> jobs.playable(lease, publication.renditions(false)));
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
                case WARNING -> warnings.add(report.getWarning().getText());
                case DONE -> durationUs = report.getDone().getDurationUs();
                case FAILED -> failure = Optional.of(report.getFailed());
                case PROGRESS -> {} // that it lives
                case MEDIA, VERSION, REPORT_NOT_SET -> {} // answers to other orders, or a newer child's words
            }
        }

        private void log(EncoderChosen chosen) {
            if (!chosen.getWhyNot().isEmpty()) {
                LOG.warnf("%s is encoded by %s. %s", lease.id(), chosen.getEncoder(), chosen.getWhyNot());
            }
        }

        private void ended(String track) {
            long now = System.nanoTime();
            Rendition whole = publication.ended(track);
            progress.ended(track, now);
            guarded(() -> jobs.renditionReady(lease, whole, progress.at(now)));
        }

        boolean mustEncodeAll() {
            return !lost && failure.filter(Failed::getEncodeAll).isPresent();
        }

        void conclude() throws LeaseLostException {
            if (lost) {
                throw new LeaseLostException(lease);
            }
            if (failure.isPresent() || publication.isEmpty()) {
                String detail = failure.map(failed -> failed.getRefusal().getDetail())
                        .orElse("Nothing in this file could be decoded.");
                jobs.failed(lease, ProcessingError.NOT_DECODABLE, detail);
                return;
            }
            publication.complete();
            jobs.completed(lease, publication.renditions(true), publication.skipped(), durationUs, warnings);
        }

        /**
         * Of a run that did not become playable, or that another one has overtaken. What viewers may be watching stays
         * until a later run replaces it; then it is swept.
         */
        void dropWhatNobodyCanSee() {
            if (lost || !publication.isPlayable()) {
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
