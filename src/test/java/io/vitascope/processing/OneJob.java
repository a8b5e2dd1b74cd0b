package io.vitascope.processing;

import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The job of a video that only one test knows, which is also its only worker. */
@Dependent
final class OneJob {
    final VideoId id = VideoId.create(System.currentTimeMillis());
    final BlobKey source = BlobKey.ofVideo(id).child("source");

    private final Jobs jobs;
    private final JobStore store;
    private final ProcessingEventsPublisher events;
    private final ProcessingConfig config;

    OneJob(Jobs jobs, JobStore store, ProcessingEventsPublisher events, ProcessingConfig config) {
        this.jobs = jobs;
        this.store = store;
        this.events = events;
        this.config = config;
    }

    /** Of the same jobs, at another time. */
    Jobs jobsBy(Clock clock) {
        return new Jobs(store, events, config, clock);
    }

    Lease running() {
        jobs.enqueue(id, source);
        return taken();
    }

    Lease taken() {
        return jobs.take(id, Optional.empty(), claim()).orElseThrow();
    }

    static String claim() {
        return UUID.randomUUID().toString();
    }

    Job now() {
        return store.find(id).orElseThrow();
    }

    String dispatch() {
        return now().assignment().dispatch();
    }

    Instant deadline() {
        return now().assignment().deadline();
    }

    boolean isOverdue(Instant at) {
        List<VideoId> found = new ArrayList<>();
        store.lookAtOverdue(at, 1_000, found::add);
        return found.contains(id);
    }

    boolean isToBeSwept(Instant at) {
        List<VideoId> found = new ArrayList<>();
        store.lookAtUnswept(at, 1_000, found::add);
        return found.contains(id);
    }
}
