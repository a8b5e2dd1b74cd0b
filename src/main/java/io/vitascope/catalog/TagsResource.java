package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.ProblemException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
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

    private static final int MOST = 1_000;

    private final VideoStore store;

    TagsResource(VideoStore store) {
        this.store = store;
    }

    /** @param totalCount also of those that did not fit */
    @Schema(name = "Tags")
    @RegisterForReflection
    record Tags(List<Counted> items, long totalCount) {}

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
            content = @Content(schema = @Schema(implementation = Tags.class)))
    @APIResponse(responseCode = "400", description = "catalog/bad-page")
    public RestResponse<Tags> list(
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
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    CatalogError.BAD_PAGE, "limit is 1 to " + MOST + "; " + limit + " was asked for.");
        }
        List<VideoStore.TagCount> all = store.tags().stream()
                .filter(tag -> begins(tag.tag(), begun))
                .sorted(Comparator.comparingLong(VideoStore.TagCount::videos)
                        .reversed()
                        .thenComparing(tag -> Folding.of(tag.tag())))
                .toList();
        List<Counted> items = all.stream()
                .limit(limit)
                .map(tag -> new Counted(tag.tag(), tag.videos()))
                .toList();
        return RestResponse.ResponseBuilder.ok(new Tags(items, all.size()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static boolean begins(String tag, String begun) {
        String key = Folding.of(begun.strip());
        return Folding.of(tag).startsWith(key)
                || SearchWords.split(tag).stream().anyMatch(word -> word.startsWith(key));
    }
}
