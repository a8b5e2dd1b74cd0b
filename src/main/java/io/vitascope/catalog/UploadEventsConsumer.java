package io.vitascope.catalog;

import io.smallrye.reactive.messaging.annotations.Blocking;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.outbox.EventIntake;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes {@code upload.events}: a finished upload is a video. */
@Singleton
final class UploadEventsConsumer {

    private final EventIntake intake;
    private final Catalog catalog;

    UploadEventsConsumer(EventIntake intake, Catalog catalog) {
        this.intake = intake;
        this.catalog = catalog;
    }

    @Incoming("catalog-upload-events")
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> on(Message<byte[]> message) {
        return intake.take(message, this::apply);
    }

    private void apply(byte[] payload) throws IOException {
        UploadEvent event = UploadEvent.parseFrom(payload);
        switch (event.getEventCase()) {
            case COMPLETED ->
                catalog.arrived(UploadClient.arrival(event.getCompleted().getUpload()));
            case EVENT_NOT_SET -> {} // an unknown newer event is not an error
        }
    }
}
