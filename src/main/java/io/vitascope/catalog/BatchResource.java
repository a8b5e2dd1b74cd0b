package io.vitascope.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.ProblemException;
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
import org.jspecify.annotations.Nullable;

/** Many videos at once over HTTP. */
@Path("/api/v1/videos/batch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class BatchResource {

    private final Batches batches;

    BatchResource(Batches batches) {
        this.batches = batches;
    }

    /** What is to be done to which videos. Members that an action has no use for must be absent. */
    @Schema(name = "Batch")
    @RegisterForReflection
    record Batch(
            @Schema(
                    enumeration = {"delete", "restore", "retry", "cancel", "tag"},
                    required = true)
            @Nullable
            String action,

            @Schema(description = "At most 500; absent only to retry all that have failed") @Nullable
            List<String> ids,

            @Schema(description = "Of retry: \"failed\", instead of ids", enumeration = "failed") @Nullable
            String state,

            @Schema(description = "Of delete: for how long it can be undone, such as 30s") @Nullable
            String undo,

            @Schema(description = "Of tag") @Nullable List<String> addTags,

            @Schema(description = "Of tag") @Nullable List<String> removeTags) {}

    /** @param results in the order of the ids, each id once */
    @Schema(name = "BatchResults")
    @RegisterForReflection
    record Results(List<Result> results, int succeeded, int failed) {}

    @Schema(name = "BatchResult")
    @RegisterForReflection
    record Result(
            String id,

            @Schema(description = "Whether it was done") boolean ok,

            @Schema(description = "Only when it was not") @Nullable
            Refusal problem) {

        static Result done(String id) {
            return new Result(id, true, null);
        }

        static Result refused(String id, ProblemException why) {
            return new Result(
                    id,
                    false,
                    new Refusal(
                            why.code().slug(),
                            why.code().title(),
                            why.detail(),
                            why.code().retryable()));
        }
    }

    /** As in a problem document; there is no status, for the request itself was answered. */
    @Schema(name = "BatchProblem")
    @RegisterForReflection
    record Refusal(
            String code,
            String title,
            String detail,
            @JsonProperty("retryable") boolean retryable) {}

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
                            schema = @Schema(implementation = Batch.class),
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
    @APIResponse(responseCode = "422", description = "catalog/batch-refused")
    public Results change(Batch batch) {
        List<Result> results = batches.run(batch);
        int succeeded = (int) results.stream().filter(Result::ok).count();
        return new Results(results, succeeded, results.size() - succeeded);
    }
}
