package io.vitascope.catalog;

import io.smallrye.reactive.messaging.annotations.Blocking;
import io.vitascope.contract.processing.BecamePlayable;
import io.vitascope.contract.processing.ProcessingCompleted;
import io.vitascope.contract.processing.ProcessingEvent;
import io.vitascope.contract.processing.ProcessingFailed;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.EventIntake;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes {@code processing.events}: what the runs over a video bring. */
@Singleton
final class ProcessingEventsConsumer {

    private final EventIntake intake;
    private final Catalog catalog;

    ProcessingEventsConsumer(EventIntake intake, Catalog catalog) {
        this.intake = intake;
        this.catalog = catalog;
    }

    @Incoming("catalog-processing-events")
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> on(Message<byte[]> message) {
        return intake.take(message, this::apply);
    }

    private void apply(byte[] payload) throws IOException {
        ProcessingEvent event = ProcessingEvent.parseFrom(payload);
        if (event.getEventCase() == ProcessingEvent.EventCase.EVENT_NOT_SET) {
            return; // an unknown newer event is not an error
        }
        catalog.learned(VideoId.parse(event.getVideoId()), event.getGeneration(), fact(event));
    }

    private static UnaryOperator<Run> fact(ProcessingEvent event) {
        return switch (event.getEventCase()) {
            case STARTED ->
                run -> run.started(
                                ProcessingClient.renditions(event.getStarted().getRenditionsList()))
                        .without(ProcessingClient.skipped(event.getStarted().getSkippedList()));
            case RENDITION_READY ->
                run -> run.renditionReady(
                        ProcessingClient.rendition(event.getRenditionReady().getRendition()));
            case POSTER_READY -> run -> run.posterReady(event.getPosterReady().getKey());
            case SOURCE_TEXT_READY ->
                run -> run.textReady(
                        ProcessingClient.text(event.getSourceTextReady().getText()));
            case BECAME_PLAYABLE -> {
                BecamePlayable playable = event.getBecamePlayable();
                yield run -> run.becamePlayable(
                        playable.getPrefix(), ProcessingClient.renditions(playable.getRenditionsList()));
            }
            case COMPLETED -> {
                ProcessingCompleted completed = event.getCompleted();
                yield run -> run.completed(
                                completed.getPrefix(),
                                ProcessingClient.renditions(completed.getRenditionsList()),
                                completed.getDurationUs() / 1_000,
                                completed.getWarningsList())
                        .without(ProcessingClient.skipped(completed.getSkippedList()));
            }
            case FAILED -> {
                ProcessingFailed failed = event.getFailed();
                yield run -> run.failed(
                        ProcessingClient.failure(failed),
                        failed.getPrefix().isEmpty() ? Optional.empty() : Optional.of(failed.getPrefix()),
                        ProcessingClient.renditions(failed.getRenditionsList()));
            }
            case EVENT_NOT_SET -> run -> run;
        };
    }
}
