package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Many videos at once over HTTP. */
@Path("/api/v1/videos/batch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class BatchResource {

    private final Batches batches;

    BatchResource(Batches batches) {
        this.batches = batches;
    }

    /** @param results in the order of the ids, each id once */
    @Schema(name = "BatchResults")
    @RegisterForReflection
    record Results(List<Batches.Result> results, int succeeded, int failed) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeManyVideos",
            summary = "Delete, restore, retry, cancel or tag many videos",
            description = "Each by itself: what can't be done to one is told in its result and keeps no other from it."
                    + " Safe to send again.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = Batches.Batch.class),
                            examples = {
                                @ExampleObject(
                                        name = "tag",
                                        value = "{\"action\": \"tag\", \"ids\":"
                                                + " [\"" + VideoId.EXAMPLE + "\"], \"add_tags\":"
                                                + " [\"sea\"], \"remove_tags\": [\"2025\"]}"),
                                @ExampleObject(
                                        name = "retry all that have failed",
                                        value = "{\"action\": \"retry\", \"state\": \"failed\"}")
                            }))
    @APIResponse(
            responseCode = "200",
            description = "A result for each video",
            content = @Content(schema = @Schema(implementation = Results.class)))
    @APIResponse(responseCode = "400", description = "catalog/bad-undo, platform/malformed-request")
    @APIResponse(responseCode = "422", description = "catalog/batch-refused, platform/unknown-member")
    public Results change(Batches.Batch batch) {
        List<Batches.Result> results = batches.run(batch);
        int succeeded = (int) results.stream().filter(Batches.Result::ok).count();
        return new Results(results, succeeded, results.size() - succeeded);
    }
}
