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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Which tags there are, over HTTP. */
@Path("/api/v1/tags")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class TagsResource {

    private final Tags tags;

    TagsResource(Tags tags) {
        this.tags = tags;
    }

    /** @param totalCount also of those that did not fit */
    @Schema(name = "Tags")
    @RegisterForReflection
    record Items(List<Counted> items, long totalCount) {}

    @Schema(name = "TagCount")
    @RegisterForReflection
    record Counted(
            @Schema(examples = "sea") String tag,
            @Schema(description = "Videos that have it") long count) {}

    @GET
    @Operation(
            operationId = "listTags",
            summary = "List tags",
            description = "With their videos counted, most used first.")
    @APIResponse(
            responseCode = "200",
            description = "Tags that at least one video has",
            content = @Content(schema = @Schema(implementation = Items.class)))
    @APIResponse(responseCode = "400", description = "catalog/bad-page")
    public RestResponse<Items> list(
            @Parameter(description = "What a word of the tag begins with, without regard to case and accents")
                    @QueryParam("q")
                    @DefaultValue("")
                    String begun,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = "100"))
                    @QueryParam("limit")
                    @DefaultValue("100")
                    int limit) {
        Tags.Listed listed = tags.list(begun, limit);
        List<Counted> items = listed.items().stream()
                .map(tag -> new Counted(tag.tag(), tag.videos()))
                .toList();
        return RestResponse.ResponseBuilder.ok(new Items(items, listed.totalCount()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }
}
