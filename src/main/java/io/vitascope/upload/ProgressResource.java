package io.vitascope.upload;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** HTTP door: how far an upload is, without touching it; once, or as long as somebody watches. */
@Path(Addresses.UPLOADS)
@Tag(name = "Uploads")
final class ProgressResource {

    private final Uploads uploads;
    private final UploadFeed feed;

    ProgressResource(Uploads uploads, UploadFeed feed) {
        this.uploads = uploads;
        this.feed = feed;
    }

    @GET
    @Path("{id}")
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "readUpload", summary = "How far an upload is, and what became of it")
    @APIResponse(responseCode = "200", description = "Also of one that failed, for a day, with the reason")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    public UploadStatus read(@PathParam("id") String id) {
        VideoId parsed = Addresses.id(id);
        return UploadStatus.of(parsed, uploads.require(parsed));
    }

    @GET
    @Path("{id}/events")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(operationId = "watchUpload", summary = "Watch an upload until it has ended")
    @APIResponse(
            responseCode = "200",
            description = "An event whenever it has moved; a comment every 15 s when it has not",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = UploadStatus.class)))
    @APIResponse(responseCode = "404", description = "upload/not-found")
    public Multi<OutboundSseEvent> watch(
            @PathParam("id") String id, @Context Sse sse, @Context HttpServerRequest request) {
        VideoId parsed = Addresses.id(id);
        UploadStatus first = read(id);
        return Multi.createFrom()
                .emitter(
                        emitter ->
                                emitter.onTermination(feed.watch(parsed, first, new Connection(emitter, sse, request))),
                        BackPressureStrategy.LATEST);
    }

    /** A slow client misses steps, never the present state. */
    private record Connection(MultiEmitter<? super OutboundSseEvent> emitter, Sse sse, HttpServerRequest request)
            implements UploadFeed.Sink {

        @Override
        public boolean isReady() {
            return emitter.requested() > 0;
        }

        @Override
        public void send(UploadStatus status) {
            emitter.emit(sse.newEventBuilder().data(UploadStatus.class, status).build());
        }

        @Override
        public void beat() {
            emitter.emit(sse.newEventBuilder().comment("").build());
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
