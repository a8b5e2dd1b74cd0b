package io.vitascope.processing;

import io.opentelemetry.api.trace.Tracer;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What a worker does with a job that waits, in the thread of a test and over a store that the test gives it. */
@Singleton
final class OneWorker {
    private final Jobs jobs;
    private final LeaseReports reports;
    private final ChildProcesses children;
    private final QuickLooks looks;
    private final LocalFiles files;
    private final Scratch scratch;
    private final ProcessingConfig config;
    private final ChildConfig limits;
    private final DiskReserve reserve;
    private final RunMeters meters;
    private final Tracer tracer;

    OneWorker(
            Jobs jobs,
            LeaseReports reports,
            ChildProcesses children,
            QuickLooks looks,
            LocalFiles files,
            Scratch scratch,
            ProcessingConfig config,
            ChildConfig limits,
            DiskReserve reserve,
            RunMeters meters,
            Tracer tracer) {
        this.jobs = jobs;
        this.reports = reports;
        this.children = children;
        this.looks = looks;
        this.files = files;
        this.scratch = scratch;
        this.config = config;
        this.limits = limits;
        this.reserve = reserve;
        this.meters = meters;
        this.tracer = tracer;
    }

    /** Takes the job and runs it until it has ended, or {@code stopping} says so. */
    void run(VideoId id, BlobStore over, BooleanSupplier stopping) throws InterruptedException {
        run(id, over, reserve, stopping);
    }

    /** As above, on a disk that the test tells of. */
    void run(VideoId id, BlobStore over, DiskReserve room, BooleanSupplier stopping) throws InterruptedException {
        run(id, over, children, looks, room, stopping);
    }

    /** As above, on a machine whose children the test starts. */
    void run(VideoId id, BlobStore over, ChildProcesses started, QuickLooks looking) throws InterruptedException {
        run(id, over, started, looking, reserve, () -> false);
    }

    private void run(
            VideoId id,
            BlobStore over,
            ChildProcesses started,
            QuickLooks looking,
            DiskReserve room,
            BooleanSupplier stopping)
            throws InterruptedException {
        Lease lease = jobs.take(id, Optional.empty(), OneJob.claim()).orElseThrow();
        JobRunner runner =
                new JobRunner(reports, started, looking, over, files, scratch, config, limits, room, meters, tracer);
        try {
            runner.run(lease, stopping);
        } finally {
            runner.close();
        }
    }
}
