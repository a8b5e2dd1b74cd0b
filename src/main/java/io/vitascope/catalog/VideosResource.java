package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.EntityTags;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Videos over HTTP: list, read, edit, remove and bring back, process again. */
@Path("/api/v1/videos")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos", description = "What videos there are")
final class VideosResource {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Catalog catalog;
    private final LiveVideos videos;
    private final ObjectMapper json;
    private final CatalogConfig config;
    private final Clock clock;

    VideosResource(Catalog catalog, LiveVideos videos, ObjectMapper json, CatalogConfig config, Clock clock) {
        this.catalog = catalog;
        this.videos = videos;
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A part of the list.
     *
     * @param page absent when the part was asked for by cursor
     * @param nextCursor absent on the last page
     */
    @Schema(name = "VideoPage")
    @RegisterForReflection
    record Page(
            List<VideoJson> items,
            long totalCount,
            @Nullable Long page,
            int pageSize,
            @Nullable String nextCursor) {}

    @GET
    @Operation(
            operationId = "listVideos",
            summary = "List videos",
            description = "By page, or with limit and cursor for lists that change while they are read. A Link header"
                    + " leads to the next and the previous page.")
    @APIResponse(
            responseCode = "200",
            description = "A page of videos",
            content = @Content(schema = @Schema(implementation = Page.class)))
    @APIResponse(
            responseCode = "400",
            description = "catalog/bad-page, catalog/bad-cursor, catalog/unknown-sort, catalog/unknown-state,"
                    + " catalog/search-too-long")
    public RestResponse<Page> list(
            @Parameter(
                            description = "From 1",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"))
                    @QueryParam("page")
                    @Nullable
                    String page,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
                    @QueryParam("page_size")
                    @Nullable
                    String pageSize,
            @Parameter(
                            description = "The same as page_size, for use with cursor",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next_cursor of an earlier answer, with the same filters")
                    @QueryParam("cursor")
                    @DefaultValue("")
                    String cursor,
            @Parameter(
                            description =
                                    "created_at, title, views, duration or size; a leading \"-\" sorts descending."
                                            + " Absent: -created_at",
                            example = "title")
                    @QueryParam("sort")
                    @DefaultValue("")
                    String sort,
            @Parameter(schema = @Schema(enumeration = {"processing", "ready", "failed"}))
                    @QueryParam("state")
                    @DefaultValue("")
                    String state,
            @Parameter(description = "Several: a video must have all of them") @QueryParam("tag") List<String> tags,
            @Parameter(
                            description = "Words of title, tags, description or file name, without regard to case and"
                                    + " accents; a video must have all of them. The last may be only begun",
                            example = "summer holi")
                    @QueryParam("q")
                    @DefaultValue("")
                    String search,
            @Context HttpServerRequest request) {
        boolean byCursor = !cursor.isEmpty() || (limit != null && page == null);
        long number = number("page", page, 1);
        int size = (int) number("page_size", pageSize != null ? pageSize : limit, VideoQuery.DEFAULT_PAGE_SIZE);
        VideoQuery query =
                VideoQuery.parse(sort, state, tags, number, size, cursor).searching(search);
        VideoPage<LiveVideo> found = videos.page(query);
        Page body = new Page(
                found.items().stream().map(VideoJson::of).toList(),
                found.totalCount(),
                byCursor ? null : number,
                size,
                found.next().map(Cursor::toString).orElse(null));
        RestResponse.ResponseBuilder<Page> answer =
                RestResponse.ResponseBuilder.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-cache");
        PageLinks.of(URI.create(request.uri()), query, byCursor, found)
                .forEach(link -> answer.header(HttpHeaders.LINK, link));
        return answer.build();
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getVideo", summary = "Read a video", description = "Reading never counts as a view.")
    @APIResponse(
            responseCode = "200",
            description = "The video; its ETag begins with the revision, which If-Match needs",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed since If-None-Match")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    public RestResponse<VideoJson> get(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "ETag of an earlier answer") @HeaderParam("If-None-Match") @Nullable
                    String ifNoneMatch) {
        LiveVideo live = videos.get(Catalog.id(id));
        VideoTag tag = VideoTag.of(live);
        RestResponse.ResponseBuilder<VideoJson> answer = EntityTags.notModified(ifNoneMatch, tag.value())
                ? RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                : RestResponse.ResponseBuilder.ok(VideoJson.of(live));
        return answer.header(HttpHeaders.ETAG, tag.toString())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    @PATCH
    @Path("{id}")
    @Consumes({MERGE_PATCH, MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "editVideo",
            summary = "Edit title, description, tags or chapters",
            description = "JSON Merge Patch (RFC 7396): what is absent stays, null empties description or tags, and"
                    + " returns to the chapters of the file. A chapter ends where the next begins.")
    @RequestBody(
            content = {
                @Content(
                        mediaType = MERGE_PATCH,
                        schema = @Schema(implementation = Edit.class),
                        examples =
                                @ExampleObject(
                                        name = "edit",
                                        value = "{\"title\": \"Our holidays\", \"tags\": [\"sea\", \"2026\"]}")),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Edit.class))
            })
    @APIResponse(
            responseCode = "200",
            description = "The video as it is now",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "400", description = "catalog/not-json")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "412", description = "catalog/stale-revision: If-Match names an older revision")
    @APIResponse(
            responseCode = "422",
            description = "catalog/member-refused, catalog/text-refused, catalog/chapters-refused")
    public RestResponse<VideoJson> edit(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "ETag of the video that the edit is based on") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            byte[] body) {
        VideoPatch patch = VideoPatch.parse(parse(body));
        Video video = catalog.edit(Catalog.id(id), patch, Revisions.ifMatch(ifMatch));
        return answer(RestResponse.Status.OK, videos.join(video)).build();
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "deleteVideo",
            summary = "Delete a video",
            description = "It is gone at once; its files follow within seconds, or after the time that undo gives."
                    + " Idempotent: 204 also when it was deleted before, 404 only for an id that never was a video.")
    @APIResponse(
            responseCode = "200",
            description = "With undo: gone, and can be brought back for a while",
            content = @Content(schema = @Schema(implementation = TrashJson.class)))
    @APIResponse(responseCode = "204", description = "Gone")
    @APIResponse(responseCode = "400", description = "catalog/bad-undo")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "412", description = "catalog/stale-revision: If-Match names an older revision")
    public RestResponse<TrashJson> delete(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "For how long it can be brought back: 30s, 10m, 7d", example = "30s")
                    @QueryParam("undo")
                    @DefaultValue("")
                    String undo,
            @Parameter(description = "ETag of the video that is meant") @HeaderParam("If-Match") @Nullable
                    String ifMatch) {
        Revisions expected = Revisions.ifMatch(ifMatch);
        Optional<Duration> undoable = Undo.parse(undo, config.maxUndo());
        if (undoable.isEmpty()) {
            catalog.delete(Catalog.id(id), expected);
            return RestResponse.noContent();
        }
        Instant until = clock.instant().plus(undoable.get()).truncatedTo(ChronoUnit.MILLIS);
        return RestResponse.ok(TrashJson.of(catalog.trash(Catalog.id(id), until, expected), until));
    }

    @POST
    @Path("{id}/restore")
    @Operation(
            operationId = "restoreVideo",
            summary = "Undo a deletion",
            description = "As if nothing had been. A no-op for a video that is not in the trash.")
    @APIResponse(
            responseCode = "200",
            description = "The video",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "409", description = "catalog/not-restorable")
    public RestResponse<VideoJson> restore(@Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id) {
        return answer(RestResponse.Status.OK, videos.join(catalog.restore(Catalog.id(id))))
                .build();
    }

    @POST
    @Path("{id}/retry")
    @Operation(
            operationId = "retryVideo",
            summary = "Process a failed video again",
            description = "What is playable stays so until the new run has something to show.")
    @APIResponse(
            responseCode = "202",
            description = "Queued",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "400", description = "platform/invalid-parameter: force is neither true nor false")
    @APIResponse(responseCode = "409", description = "catalog/not-failed, catalog/source-lost")
    @APIResponse(responseCode = "503", description = "catalog/neighbour-unavailable")
    public RestResponse<VideoJson> retry(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(
                            description = "Also when it has not failed",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("force")
                    @DefaultValue("false")
                    String force) {
        if (!force.equals("true") && !force.equals("false")) {
            throw new InvalidValueException("force is true or false, not \"" + force + "\".");
        }
        return answer(
                        RestResponse.Status.ACCEPTED,
                        videos.join(catalog.retry(Catalog.id(id), Boolean.parseBoolean(force))))
                .location(URI.create("/api/v1/videos/" + id))
                .build();
    }

    @POST
    @Path("{id}/cancel")
    @Operation(
            operationId = "cancelVideo",
            summary = "Stop processing a video",
            description = "Whether it is queued or being encoded, on whichever machine; its child process ends within a"
                    + " second. The video has failed with processing/cancelled and may be processed again.")
    @APIResponse(
            responseCode = "200",
            description = "Cancelled",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "409", description = "catalog/not-processing")
    @APIResponse(responseCode = "503", description = "catalog/neighbour-unavailable")
    public RestResponse<VideoJson> cancel(@Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id) {
        return answer(RestResponse.Status.OK, videos.join(catalog.cancel(Catalog.id(id))))
                .build();
    }

    /** The video as it is now, with the tag that {@code If-Match} needs for the next change. */
    static RestResponse.ResponseBuilder<VideoJson> answer(RestResponse.Status status, LiveVideo live) {
        return RestResponse.ResponseBuilder.create(status, VideoJson.of(live))
                .header(HttpHeaders.ETAG, VideoTag.of(live).toString());
    }

    /** What the body of an edit may hold; only for the API's description. */
    @Schema(name = "VideoEdit", additionalProperties = Schema.False.class)
    record Edit(
            @Schema(minLength = 1, maxLength = 200) String title,
            @Schema(maxLength = 5000, nullable = true) String description,
            @Schema(maxItems = 30, nullable = true) List<String> tags,
            @Schema(maxItems = 500, nullable = true) List<ChapterEdit> chapters) {}

    @Schema(name = "ChapterEdit", additionalProperties = Schema.False.class)
    record ChapterEdit(
            @Schema(name = "start_ms", minimum = "0", required = true)
            long startMs,

            @Schema(minLength = 1, maxLength = 200, required = true)
            String title) {}

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException malformed) {
            throw new ProblemException(
                    CatalogError.NOT_JSON, "The body must be a JSON object, such as {\"title\": \"Our holidays\"}.");
        }
    }

    private static long number(String name, @Nullable String text, int absent) {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notOne) {
            throw new ProblemException(CatalogError.BAD_PAGE, name + " must be a whole number, not \"" + text + "\".");
        }
    }
}
