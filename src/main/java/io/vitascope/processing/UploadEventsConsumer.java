package io.vitascope.processing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Kafka door in: a finished upload becomes a job. Acknowledged once the job is stored; what can't be read goes to the
 * dead-letter topic; while Redis is away the event waits.
 */
@Singleton
final class UploadEventsConsumer {

    private final Jobs jobs;

    UploadEventsConsumer(Jobs jobs) {
        this.jobs = jobs;
    }

    @Incoming("processing-upload-events")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    Uni<Void> on(Message<byte[]> message) {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> apply(message.getPayload()))
                .onFailure(failure -> !isUnreadable(failure))
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(10))
                .indefinitely()
                .onItemOrFailure()
                .transformToUni((ignored, failure) ->
                        Uni.createFrom().completionStage(failure == null ? message.ack() : message.nack(failure)));
    }

    private void apply(byte[] payload) {
        UploadEvent event;
        try {
            event = UploadEvent.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
        switch (event.getEventCase()) {
            case COMPLETED ->
                jobs.enqueue(
                        VideoId.parse(event.getVideoId()),
                        new BlobKey(event.getCompleted().getUpload().getSourceKey()));
            case EVENT_NOT_SET -> {} // a newer fact that this version has no use for
        }
    }

    private static boolean isUnreadable(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof UncheckedIOException;
    }
}
