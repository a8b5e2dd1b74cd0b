package io.vitascope.processing;

import io.smallrye.common.annotation.Blocking;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.EventIntake;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Kafka door in: a finished upload becomes a job. */
@Singleton
final class UploadEventsConsumer {

    private final Jobs jobs;
    private final EventIntake intake;

    UploadEventsConsumer(Jobs jobs, EventIntake intake) {
        this.jobs = jobs;
        this.intake = intake;
    }

    @Incoming("processing-upload-events")
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> on(Message<byte[]> message) {
        return intake.take(message, this::apply);
    }

    private void apply(byte[] payload) throws IOException {
        UploadEvent event = UploadEvent.parseFrom(payload);
        switch (event.getEventCase()) {
            case COMPLETED ->
                jobs.enqueue(
                        VideoId.parse(event.getVideoId()),
                        new BlobKey(event.getCompleted().getUpload().getSourceKey()));
            case EVENT_NOT_SET -> {} // a newer fact that this version has no use for
        }
    }
}
