package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** HTTP door: videos whose bytes go from their client to the store, in parts, without passing here. */
@Path(Addresses.DIRECT_UPLOADS)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Uploads")
final class DirectUploadsResource {

    private static final int MAX_LINKS = 1_000;

    private final DirectUploads directs;
    private final ResumableUploads resumables;
    private final IdempotencyKeys keys;

    DirectUploadsResource(DirectUploads directs, ResumableUploads resumables, IdempotencyKeys keys) {
        this.directs = directs;
        this.resumables = resumables;
        this.keys = keys;
    }

    @Schema(name = "DirectUploadWish", additionalProperties = Schema.False.class)
    @RegisterForReflection
    record Wish(
            @Schema(required = true, description = "Of the whole file") @Nullable
            Long sizeBytes,

            @Nullable String filename,
            @Nullable String filetype,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> tags,
            @Nullable String language,

            @Schema(description = "Of the file; another one is refused when all of it is there") @Nullable
            String sha256,

            @Schema(description = "If the same bytes are here already, share them", enumeration = "reuse") @Nullable
            String dedup)
            implements JsonWords {}

    /**
     * An upload that takes parts. Part n, from 1, is the bytes from (n - 1) * part_bytes on; only the last may be
     * smaller.
     *
     * @param arrived the parts that the store has
     */
    @Schema(name = "DirectUpload")
    @RegisterForReflection
    record Status(
            String id,
            long sizeBytes,
            long partBytes,
            int partCount,
            Instant expiresAt,
            List<Arrived> arrived,
            Map<String, String> links) {

        static Status of(DirectUploads.Open open, List<Arrived> arrived) {
            String id = open.id().toString();
            String self = Addresses.ofDirectUpload(id);
            return new Status(
                    id,
                    open.lengthBytes(),
                    open.direct().partBytes(),
                    open.count(),
                    open.expiresAt(),
                    arrived,
                    Map.of(
                            "self",
                            self,
                            "parts",
                            self + "/parts",
                            "complete",
                            self + "/complete",
                            "status",
                            Addresses.ofUpload(id)));
        }
    }

    @Schema(name = "ArrivedPart")
    @RegisterForReflection
    record Arrived(int number, long sizeBytes, String etag) {}

    @Schema(name = "PartNumbers", additionalProperties = Schema.False.class)
    @RegisterForReflection
    record Numbers(
            @Schema(description = "At most 1000", examples = "[1, 2, 3]") @Nullable
            List<Integer> numbers) {}

    /** Where to PUT a part of just this size; no header but Content-Length is needed. */
    @Schema(name = "PartLink")
    @RegisterForReflection
    record PartLink(int number, long sizeBytes, String method, String url, Instant expiresAt) {}

    @Schema(name = "PartLinks")
    @RegisterForReflection
    record PartLinks(List<PartLink> parts) {}

    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createDirectUpload",
            summary = "Begin an upload that goes straight to the bucket",
            description = "Where blobs lie in a bucket: the client sends parts to addresses that are signed for it.")
    @RequestBody(required = true)
    @APIResponse(responseCode = "201", description = "How the file is to be cut into parts")
    @APIResponse(responseCode = "409", description = "upload/key-in-use")
    @APIResponse(responseCode = "413", description = "upload/too-large")
    @APIResponse(responseCode = "415", description = "upload/unsupported-type")
    @APIResponse(
            responseCode = "422",
            description = "upload/invalid-text, upload/empty-file, upload/key-reused, upload/bad-parts: no size_bytes;"
                    + " platform/unknown-member")
    @APIResponse(responseCode = "429", description = "upload/too-many")
    @APIResponse(responseCode = "501", description = "upload/no-direct-uploads: blobs lie on the server's disk")
    @APIResponse(responseCode = "507", description = "upload/no-space: there is no room to examine it; upload/quota")
    public RestResponse<Status> create(
            Wish wish,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
            @Context HttpServerRequest request) {
        Long sizeBytes = wish.sizeBytes();
        if (sizeBytes == null || sizeBytes < 0) {
            throw new ProblemException(UploadError.BAD_PARTS, "\"size_bytes\" must tell the length of the file.");
        }
        String metadata = wish.metadata("", wish.filetype());
        return created(keys.once(
                IdempotencyKeys.Key.of(idempotencyKey, "direct", String.valueOf(sizeBytes), metadata),
                former -> directs.require(former.id()),
                claim -> directs.create(sizeBytes, metadata, Sender.of(request), claim)));
    }

    private static RestResponse<Status> created(DirectUploads.Open open) {
        return ResponseBuilder.create(RestResponse.Status.CREATED, Status.of(open, List.of()))
                .header(HttpHeaders.LOCATION, Addresses.ofDirectUpload(open.id().toString()))
                .build();
    }

    @GET
    @Path("{id}")
    @Blocking
    @Operation(operationId = "readDirectUpload", summary = "Which parts have arrived, to go on after a break")
    @APIResponse(responseCode = "200", description = "The parts that the store has")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "409", description = "upload/completed: it is a video now")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(responseCode = "423", description = "upload/locked: all of it is there, and is being examined")
    public Status read(@PathParam("id") String id) {
        DirectUploads.Open open = directs.require(Addresses.id(id));
        return Status.of(
                open,
                directs.arrived(open).stream()
                        .map(part -> new Arrived(part.number(), part.sizeBytes(), part.etag()))
                        .toList());
    }

    @POST
    @Path("{id}/parts")
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "signParts",
            summary = "Addresses for parts",
            description = "PUT each part there, in any order, several at a time, again if need be.")
    @APIResponse(responseCode = "200", description = "One address a part")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "409", description = "upload/completed: it is a video now")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(
            responseCode = "422",
            description = "upload/bad-parts: no numbers, too many, or one that there is not; platform/unknown-member")
    @APIResponse(responseCode = "423", description = "upload/locked: all of it is there, and is being examined")
    public PartLinks sign(@PathParam("id") String id, Numbers numbers) {
        List<Integer> wanted = numbers.numbers() == null ? List.of() : numbers.numbers();
        if (wanted.isEmpty() || wanted.size() > MAX_LINKS) {
            throw new ProblemException(UploadError.BAD_PARTS, "\"numbers\" must name 1 to " + MAX_LINKS + " parts.");
        }
        return new PartLinks(directs.links(Addresses.id(id), wanted).stream()
                .map(link -> new PartLink(
                        link.number(), link.lengthBytes(), "PUT", link.address().toString(), link.expiresAt()))
                .toList());
    }

    @POST
    @Path("{id}/complete")
    @Blocking
    @Operation(
            operationId = "completeDirectUpload",
            summary = "All parts are there: make a video of them",
            description = "Answers when the file has been fetched, hashed and examined; sent again, it has the same"
                    + " answer. The server finishes it also when nobody waits for the answer.")
    @APIResponse(responseCode = "201", description = "The video exists")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(responseCode = "422", description = "upload/parts-missing, or the file is refused")
    @APIResponse(responseCode = "423", description = "upload/locked: being examined")
    public RestResponse<UploadsResource.Uploaded> complete(@PathParam("id") String id) {
        Progress progress = directs.complete(Addresses.id(id));
        Upload video = progress.video()
                .orElseThrow(() -> new ProblemException(
                        UploadError.LOCKED, "Upload " + progress.id() + " is being examined. Ask for its state."));
        return UploadsResource.Uploaded.created(video);
    }

    @DELETE
    @Path("{id}")
    @Blocking
    @Operation(
            operationId = "abortDirectUpload",
            summary = "Give a direct upload up",
            description = "Nothing of it remains in the bucket.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "409", description = "upload/completed: it is a video now")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(responseCode = "423", description = "upload/locked: being examined")
    public RestResponse<Void> abort(@PathParam("id") String id) {
        resumables.terminate(Addresses.id(id));
        return RestResponse.noContent();
    }
}
