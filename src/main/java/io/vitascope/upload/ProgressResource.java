package io.vitascope.upload;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** HTTP door: how far an upload is, without touching it; once, or as long as somebody watches. */
@Path(Addresses.UPLOADS)
@Tag(name = "Uploads")
final class ProgressResource {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final Uploads uploads;

    ProgressResource(Uploads uploads) {
        this.uploads = uploads;
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
    @APIResponse(responseCode = "200", description = "An event whenever it has moved")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    public Multi<UploadStatus> watch(@PathParam("id") String id) {
        UploadStatus first = read(id);
        Multi<UploadStatus> later = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .transform(tick -> read(id));
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(first), later)
                .select()
                .first(new UntilEnded()::isWanted)
                .skip()
                .repetitions((before, now) -> isAsBefore(before, now) ? 0 : 1);
    }

    private static boolean isAsBefore(UploadStatus before, UploadStatus now) {
        return before.state() == now.state() && before.offsetBytes() == now.offsetBytes();
    }

    /** The last event is the one that tells the end. Confined to one subscription. */
    private static final class UntilEnded {

        private boolean ended;

        boolean isWanted(UploadStatus status) {
            boolean wanted = !ended;
            ended = status.hasEnded();
            return wanted;
        }
    }
}
