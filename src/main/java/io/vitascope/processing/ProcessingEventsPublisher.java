package io.vitascope.processing;

import io.vitascope.contract.processing.BecamePlayable;
import io.vitascope.contract.processing.PosterReady;
import io.vitascope.contract.processing.ProcessingCompleted;
import io.vitascope.contract.processing.ProcessingEvent;
import io.vitascope.contract.processing.ProcessingStarted;
import io.vitascope.contract.processing.RenditionReady;
import io.vitascope.contract.processing.SourceTextReady;
import io.vitascope.contract.processing.Task;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.ProtoTime;
import io.vitascope.outbox.Transaction;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Kafka door out: what the room tells, and the tasks that it gives to its own workers. */
@Singleton
final class ProcessingEventsPublisher {

    static final String EVENTS = "processing.events";
    static final String TASKS = "processing.tasks";
    static final String TASKS_DEAD_LETTER = "processing.tasks.dead-letter";

    private final Clock clock;

    ProcessingEventsPublisher(Clock clock) {
        this.clock = clock;
    }

    void task(Transaction transaction, VideoId id, String dispatch) {
        transaction.publish(TASKS, id, taskBytes(id, dispatch));
    }

    void deadLetter(Transaction transaction, VideoId id, String dispatch) {
        transaction.publish(TASKS_DEAD_LETTER, id, taskBytes(id, dispatch));
    }

    void started(Transaction transaction, Lease lease, List<Rendition> renditions, List<Skipped> skipped) {
        ProcessingStarted started = ProcessingStarted.newBuilder()
                .addAllRenditions(JobsRpc.toProto(renditions))
                .addAllSkipped(JobsRpc.skipped(skipped))
                .build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setStarted(started));
    }

    void renditionReady(Transaction transaction, Lease lease, Rendition rendition) {
        RenditionReady ready = RenditionReady.newBuilder()
                .setRendition(JobsRpc.toProto(rendition))
                .build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setRenditionReady(ready));
    }

    void posterReady(Transaction transaction, Lease lease, BlobKey key) {
        PosterReady ready = PosterReady.newBuilder().setKey(key.value()).build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setPosterReady(ready));
    }

    void textReady(Transaction transaction, Lease lease, SourceText text) {
        SourceTextReady ready =
                SourceTextReady.newBuilder().setText(JobsRpc.toProto(text)).build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setSourceTextReady(ready));
    }

    void becamePlayable(Transaction transaction, Lease lease, List<Rendition> renditions) {
        BecamePlayable playable = BecamePlayable.newBuilder()
                .setPrefix(lease.prefix().value())
                .addAllRenditions(JobsRpc.toProto(renditions))
                .build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setBecamePlayable(playable));
    }

    void completed(
            Transaction transaction,
            Lease lease,
            List<Rendition> renditions,
            List<Skipped> skipped,
            long durationUs,
            List<String> warnings) {
        ProcessingCompleted completed = ProcessingCompleted.newBuilder()
                .setPrefix(lease.prefix().value())
                .addAllRenditions(JobsRpc.toProto(renditions))
                .setDurationUs(durationUs)
                .addAllWarnings(warnings)
                .addAllSkipped(JobsRpc.skipped(skipped))
                .build();
        publish(
                transaction,
                lease.id(),
                envelope(lease.id(), lease.generation()).setCompleted(completed));
    }

    void failed(Transaction transaction, VideoId id, Job job) {
        JobsRpc.failure(id, job)
                .ifPresent(failed ->
                        publish(transaction, id, envelope(id, job.generation()).setFailed(failed)));
    }

    private void publish(Transaction transaction, VideoId id, ProcessingEvent.Builder event) {
        transaction.publish(EVENTS, id, event.build().toByteArray());
    }

    private ProcessingEvent.Builder envelope(VideoId id, int generation) {
        return ProcessingEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(id.toString())
                .setOccurredAt(ProtoTime.of(clock.instant()))
                .setGeneration(generation);
    }

    private static byte[] taskBytes(VideoId id, String dispatch) {
        return Task.newBuilder()
                .setVideoId(id.toString())
                .setDispatch(dispatch)
                .build()
                .toByteArray();
    }
}
