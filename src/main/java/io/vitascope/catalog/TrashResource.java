package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What can still be brought back, over HTTP. */
@Path("/api/v1/trash")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class TrashResource {

    private final Trash trash;

    TrashResource(Trash trash) {
        this.trash = trash;
    }

    /** @param nextCursor absent on the last page */
    @Schema(name = "Trash")
    @RegisterForReflection
    record Items(
            List<TrashJson> items,

            @Schema(description = "All that can be brought back")
            long totalCount,

            @Schema(description = "Absent on the last page") @Nullable
            String nextCursor) {}

    @GET
    @Operation(
            operationId = "listTrash",
            summary = "List deleted videos that can be brought back",
            description = "Those that go next come first.")
    @APIResponse(
            responseCode = "200",
            description = "What is in the trash",
            content = @Content(schema = @Schema(implementation = Items.class)))
    @APIResponse(responseCode = "400", description = "catalog/bad-page, catalog/bad-cursor")
    public RestResponse<Items> list(
            @Parameter(description = "1 to 500") @QueryParam("limit") @DefaultValue("500") int limit,
            @Parameter(description = "next_cursor of the page before") @QueryParam("cursor") @DefaultValue("")
                    String cursor) {
        VideoStore.TrashPage page = trash.page(limit, cursor);
        Items body = new Items(
                page.items().stream()
                        .map(one -> TrashJson.of(one.video(), one.until()))
                        .toList(),
                page.totalCount(),
                page.next().map(TrashCursor::toString).orElse(null));
        return RestResponse.ResponseBuilder.ok(body)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
