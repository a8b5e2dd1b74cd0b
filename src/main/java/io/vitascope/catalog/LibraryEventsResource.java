package io.vitascope.catalog;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * HTTP door: what happens to all videos, as server-sent events. Apart from those of one video, because the path of a
 * class decides alone which class answers.
 */
@Path("/api/v1/events")
@Tag(name = "Videos")
final class LibraryEventsResource {

    private final LiveFeed feed;

    LibraryEventsResource(LiveFeed feed) {
        this.feed = feed;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-cache")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Blocking
    @Operation(
            operationId = "watchVideos",
            summary = "Watch all videos",
            description = "Begins with those that are being processed, and tells of every video that comes, changes or"
                    + " goes once the head of the answer was sent. With Last-Event-ID, begins with what has changed since; the event \"reset\" says that"
                    + " this is no longer known, and that lists have to be read again. " + VideoEventsResource.FORMAT)
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Multi<OutboundSseEvent> watchAll(
            @Parameter(description = "Sent by browsers that connect again")
                    @HeaderParam(VideoEventsResource.LAST_EVENT_ID)
                    @Nullable
                    String lastEventId,
            @Context Sse sse,
            @Context HttpServerRequest request) {
        // Once the head of the answer has arrived, what changes is told.
        String last = Optional.ofNullable(lastEventId)
                .filter(VideoChanges::isPosition)
                .orElseGet(feed::latest);
        return VideoEventsResource.events(feed, Optional.empty(), Optional.of(last), LiveEvent::position, sse, request);
    }
}
