package io.vitascope.catalog;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** HTTP door: what happens to one video, as server-sent events. */
@Path("/api/v1/videos")
@Tag(name = "Videos")
final class VideoEventsResource {

    static final String LAST_EVENT_ID = "Last-Event-ID";
    static final String FORMAT = "Events: video (a Video), progress (a VideoProgress), deleted and end (an id)."
            + " A comment every 15 s when there is nothing to say. Messages that a slow client has not taken yet are"
            + " replaced by newer ones.";
    /** Before a browser connects again, in milliseconds. */
    private static final long RECONNECT_MILLIS = 2_000;

    private final LiveVideos videos;
    private final LiveFeed feed;

    VideoEventsResource(LiveVideos videos, LiveFeed feed) {
        this.videos = videos;
        this.feed = feed;
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-cache")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Blocking
    @Operation(
            operationId = "watchVideo",
            summary = "Watch a video being processed",
            description =
                    "Begins with the video as it is, tells what changes, and ends after the event \"end\" once the"
                            + " video is ready, has failed or is deleted. " + FORMAT)
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    @APIResponse(
            responseCode = "204",
            description = "To a client that comes again: it knows everything, and nothing more will come")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    public Multi<OutboundSseEvent> watch(
            @PathParam("id") String id,
            @Parameter(description = "Sent by browsers that connect again") @HeaderParam(LAST_EVENT_ID) @Nullable
                    String lastEventId,
            @Context Sse sse,
            @Context HttpServerRequest request) {
        VideoId video = Catalog.id(id);
        Video now = videos.get(video).video();
        if (now.state() != Video.State.PROCESSING
                && String.valueOf(now.revision()).equals(lastEventId)) {
            throw new WebApplicationException(Response.noContent().build());
        }
        return events(
                feed,
                Optional.of(video),
                Optional.empty(),
                event -> event.kind() == LiveEvent.Kind.VIDEO ? String.valueOf(event.revision()) : "",
                sse,
                request);
    }

    /**
     * @param video empty for all
     * @param last position of what a client who comes again was told last, of all videos
     */
    static Multi<OutboundSseEvent> events(
            LiveFeed feed,
            Optional<VideoId> video,
            Optional<String> last,
            Function<LiveEvent, String> eventId,
            Sse sse,
            HttpServerRequest request) {
        return Multi.createFrom()
                .<OutboundSseEvent>emitter(
                        emitter -> {
                            Connection connection = new Connection(emitter, eventId, sse, request);
                            Watcher watcher = new Watcher(video, connection, System.nanoTime());
                            emitter.onTermination(() -> feed.leave(watcher));
                            emitter.onRequest(more -> watcher.moreWanted(System.nanoTime()));
                            feed.watch(watcher, last);
                        },
                        BackPressureStrategy.BUFFER)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Takes one message at a time: the next one is asked for when the last is written to the socket. */
    private record Connection(
            MultiEmitter<? super OutboundSseEvent> emitter,
            Function<LiveEvent, String> eventId,
            Sse sse,
            HttpServerRequest request)
            implements Watcher.Sink {

        @Override
        public boolean isReady() {
            return emitter.requested() > 0;
        }

        @Override
        public void send(LiveEvent event) {
            if (event.kind() == LiveEvent.Kind.POSITION) {
                beat(event.position());
                return;
            }
            OutboundSseEvent.Builder message = sse.newEventBuilder()
                    .name(event.kind().word())
                    .mediaType(MediaType.TEXT_PLAIN_TYPE)
                    .data(String.class, event.json());
            String id = eventId.apply(event);
            if (!id.isEmpty()) {
                message.id(id).reconnectDelay(RECONNECT_MILLIS);
            }
            emitter.emit(message.build());
        }

        @Override
        public void beat(String position) {
            OutboundSseEvent.Builder message = sse.newEventBuilder().comment("");
            if (!position.isEmpty()) {
                // Without data it is no event, but browsers remember the id (HTML, section 9.2.6).
                message.id(position).reconnectDelay(RECONNECT_MILLIS);
            }
            emitter.emit(message.build());
        }

        @Override
        public void end() {
            emitter.complete();
        }

        @Override
        public void breakOff() {
            request.connection().close();
        }
    }
}
