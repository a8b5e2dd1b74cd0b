package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What can still be brought back, over HTTP. */
@Path("/api/v1/trash")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class TrashResource {

    private static final int MOST = 500;

    private final VideoStore store;

    TrashResource(VideoStore store) {
        this.store = store;
    }

    @Schema(name = "Trash")
    @RegisterForReflection
    record Items(List<TrashJson> items) {}

    @GET
    @Operation(
            operationId = "listTrash",
            summary = "List deleted videos that can be brought back",
            description = "At most 500, those that stay longest first.")
    @APIResponse(
            responseCode = "200",
            description = "What is in the trash",
            content = @Content(schema = @Schema(implementation = Items.class)))
    public RestResponse<Items> list() {
        Map<VideoId, Instant> trashed = store.trashed(MOST);
        Map<VideoId, Entry> entries = store.records().findAll(List.copyOf(trashed.keySet()));
        List<TrashJson> items = new ArrayList<>();
        trashed.forEach((id, until) -> Optional.ofNullable(entries.get(id))
                .flatMap(Entry::trashed)
                .ifPresent(video -> items.add(TrashJson.of(video, until))));
        return RestResponse.ResponseBuilder.ok(new Items(items))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
