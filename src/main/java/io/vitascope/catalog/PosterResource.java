package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.kernel.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Choosing a video's poster over HTTP; the poster itself is served by the delivery room. */
@Path("/api/v1/videos")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Videos")
final class PosterResource {

    private static final String MEMBER = "time_ms";
    /** Eleven days; no video is as long. */
    private static final long PAST_EVERY_END_MS = 1_000_000_000;

    private final Posters posters;
    private final LiveVideos videos;
    private final ObjectMapper json;
    private final CatalogConfig config;

    PosterResource(Posters posters, LiveVideos videos, ObjectMapper json, CatalogConfig config) {
        this.posters = posters;
        this.videos = videos;
        this.json = json;
        this.config = config;
    }

    @PUT
    @Path("{id}/poster")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "choosePoster",
            summary = "Make a moment of the video, or a picture of your own, its poster",
            description = "A JPEG, PNG or WebP is decoded and encoded anew, so that nothing but its pixels is kept. The"
                    + " poster stays when the video is processed again.")
    @RequestBody(
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Moment.class)),
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/webp", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(
            responseCode = "200",
            description = "The video as it is now",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "400", description = "catalog/not-json")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "412", description = "catalog/stale-revision: If-Match names an older revision")
    @APIResponse(responseCode = "413", description = "catalog/poster-too-large")
    @APIResponse(
            responseCode = "422",
            description = "catalog/poster-refused: it is no picture, or damaged; catalog/member-refused")
    public RestResponse<VideoJson> moment(
            @PathParam("id") String id,
            @Parameter(description = "ETag of the video that is meant") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            byte[] body) {
        return answer(posters.choose(Catalog.id(id), timeMs(body), Revisions.ifMatch(ifMatch)));
    }

    /** What the body may be, beside a picture; only for the API's description. */
    @Schema(name = "PosterMoment", additionalProperties = Schema.False.class)
    record Moment(
            @Schema(name = "time_ms", minimum = "0", required = true, examples = "12000")
            long timeMs) {}

    @PUT
    @Path("{id}/poster")
    @Consumes({"image/jpeg", "image/png", "image/webp"})
    @Operation(hidden = true)
    public RestResponse<VideoJson> picture(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, InputStream body) {
        return answer(posters.choose(Catalog.id(id), bounded(body), Revisions.ifMatch(ifMatch)));
    }

    @DELETE
    @Path("{id}/poster")
    @Operation(
            operationId = "resetPoster",
            summary = "Return to the poster that was found in the video",
            description = "Idempotent.")
    @APIResponse(
            responseCode = "200",
            description = "The video as it is now",
            content = @Content(schema = @Schema(implementation = VideoJson.class)))
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "412", description = "catalog/stale-revision")
    public RestResponse<VideoJson> reset(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return answer(posters.reset(Catalog.id(id), Revisions.ifMatch(ifMatch)));
    }

    private RestResponse<VideoJson> answer(Video video) {
        return VideosResource.answer(RestResponse.Status.OK, videos.join(video)).build();
    }

    private long timeMs(byte[] body) {
        JsonNode moment;
        try {
            moment = json.readTree(body);
        } catch (IOException malformed) {
            throw new ProblemException(
                    CatalogError.NOT_JSON,
                    "The body must be a JSON object, such as {\"time_ms\": 12000}, or a picture.");
        }
        List<String> others = new ArrayList<>();
        moment.fieldNames().forEachRemaining(others::add);
        others.remove(MEMBER);
        if (!others.isEmpty()) {
            String members = String.join(", ", others);
            throw new ProblemException(
                    CatalogError.MEMBER_REFUSED,
                    "The moment of a poster is told by time_ms alone, not by " + members + ".",
                    Map.of("members", members));
        }
        JsonNode time = moment.path(MEMBER);
        if (!time.isIntegralNumber() || !time.canConvertToLong() || time.longValue() < 0) {
            throw new ProblemException(
                    CatalogError.MEMBER_REFUSED,
                    "time_ms must be there, a whole number of milliseconds from 0.",
                    Map.of("members", MEMBER));
        }
        return Math.min(time.longValue(), PAST_EVERY_END_MS);
    }

    private byte[] bounded(InputStream body) {
        long most = config.maxPosterSize().asLongValue();
        try {
            byte[] picture = body.readNBytes(Math.toIntExact(most + 1));
            if (picture.length > most) {
                throw new ProblemException(
                        CatalogError.POSTER_TOO_LARGE,
                        "A poster may have at most " + most + " bytes.",
                        Map.of("limit_bytes", most));
            }
            return picture;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
