package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.EntityTags;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** Captions and chapters over HTTP. */
@Path("/api/v1/videos")
@Tag(name = "Captions", description = "Text beside a video")
final class CaptionsResource {

    private static final String WEBVTT = "text/vtt";

    private final Catalog catalog;
    private final Captioning captioning;

    CaptionsResource(Catalog catalog, Captioning captioning) {
        this.catalog = catalog;
        this.captioning = captioning;
    }

    @Schema(name = "CaptionsList")
    @RegisterForReflection
    record Items(List<CaptionJson> items) {}

    @GET
    @Path("{id}/captions")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listCaptions", summary = "List captions", description = "Those that players get first.")
    @APIResponse(
            responseCode = "200",
            description = "All that there are",
            content = @Content(schema = @Schema(implementation = Items.class)))
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    public RestResponse<Items> list(@Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id) {
        return RestResponse.ResponseBuilder.ok(new Items(CaptionJson.all(catalog.get(Catalog.id(id)))))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    @PUT
    @Path("{id}/captions/{language}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putCaptions",
            summary = "Upload captions",
            description =
                    "WebVTT or SubRip in UTF-8, UTF-16 or Windows-1252, whatever the media type says. Replaces what"
                            + " was uploaded in this language; of the video's own captions it takes the place for players."
                            + " Only text, line breaks, i, b and u, times and positions are kept.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = WEBVTT, schema = @Schema(implementation = String.class)),
                @Content(mediaType = "application/x-subrip", schema = @Schema(implementation = String.class))
            })
    @APIResponse(
            responseCode = "200",
            description = "Replaced",
            content = @Content(schema = @Schema(implementation = CaptionJson.class)))
    @APIResponse(
            responseCode = "201",
            description = "New in this language",
            content = @Content(schema = @Schema(implementation = CaptionJson.class)))
    @APIResponse(responseCode = "400", description = "catalog/bad-language, catalog/bad-captions-parameter")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    @APIResponse(responseCode = "413", description = "catalog/captions-too-large")
    @APIResponse(
            responseCode = "422",
            description = "catalog/captions-unreadable (line says where), catalog/too-many-captions")
    public RestResponse<CaptionJson> put(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "BCP 47", example = "pt-BR") @PathParam("language") String language,
            @Parameter(description = "For viewers; absent: the language's own name")
                    @QueryParam("label")
                    @DefaultValue("")
                    String label,
            @Parameter(schema = @Schema(enumeration = {"subtitles", "captions", "forced"}))
                    @QueryParam("kind")
                    @DefaultValue("subtitles")
                    String kind,
            @Parameter(
                            description = "Whether they are shown unless the viewer does not want it",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @QueryParam("default")
                    @DefaultValue("false")
                    String preferred,
            InputStream file) {
        Captioning.Options options = Captioning.Options.parse(label, kind, preferred);
        Captioning.Put put = captioning.put(Catalog.id(id), Captioning.language(language), options, file);
        CaptionJson body = CaptionJson.uploaded(put.video().videoId(), put.caption());
        return RestResponse.ResponseBuilder.create(
                        put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, body)
                .location(URI.create(body.href()))
                .build();
    }

    @GET
    @Path("{id}/captions/{language}")
    @Operation(operationId = "getCaptions", summary = "Read the captions that players get in a language")
    @APIResponse(responseCode = "200", description = "WebVTT", content = @Content(mediaType = WEBVTT))
    @APIResponse(responseCode = "304", description = "Nothing has changed since If-None-Match")
    @APIResponse(responseCode = "400", description = "catalog/bad-language")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found, catalog/captions-not-found")
    public RestResponse<byte[]> get(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "BCP 47", example = "pt-BR") @PathParam("language") String language,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return answer(captioning.read(Catalog.id(id), Captioning.language(language)), ifNoneMatch);
    }

    @GET
    @Path("{id}/captions/extracted/{number: [1-9][0-9]{0,2}}")
    @Operation(operationId = "getExtractedCaptions", summary = "Read captions of the video's own file")
    @APIResponse(responseCode = "200", description = "WebVTT", content = @Content(mediaType = WEBVTT))
    @APIResponse(responseCode = "304", description = "Nothing has changed since If-None-Match")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found, catalog/captions-not-found")
    public RestResponse<byte[]> getExtracted(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "From 1, in the order of the file") @PathParam("number") int number,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return answer(captioning.readExtracted(Catalog.id(id), number), ifNoneMatch);
    }

    @DELETE
    @Path("{id}/captions/{language}")
    @Operation(
            operationId = "deleteCaptions",
            summary = "Delete uploaded captions",
            description = "Players get those of the video's own file again, if it has any in this language.")
    @APIResponse(responseCode = "204", description = "Gone")
    @APIResponse(responseCode = "400", description = "catalog/bad-language")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found, catalog/captions-not-found")
    public void delete(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @Parameter(description = "BCP 47", example = "pt-BR") @PathParam("language") String language) {
        captioning.delete(Catalog.id(id), Captioning.language(language));
    }

    @GET
    @Path("{id}/chapters.vtt")
    @Operation(operationId = "getChapters", summary = "Read the chapters as WebVTT", description = "Empty without any.")
    @APIResponse(responseCode = "200", description = "WebVTT", content = @Content(mediaType = WEBVTT))
    @APIResponse(responseCode = "304", description = "Nothing has changed since If-None-Match")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    public RestResponse<byte[]> chapters(
            @Parameter(example = VideoId.EXAMPLE) @PathParam("id") String id,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return answer(Chapter.webVtt(catalog.get(Catalog.id(id)).chapters()), ifNoneMatch);
    }

    private static RestResponse<byte[]> answer(Captioning.Text text, @Nullable String ifNoneMatch) {
        String tag = "\"" + text.etag() + "\"";
        RestResponse.ResponseBuilder<byte[]> answer = EntityTags.notModified(ifNoneMatch, tag)
                ? RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                : RestResponse.ResponseBuilder.ok(text.bytes())
                        .header(HttpHeaders.CONTENT_TYPE, WEBVTT + ";charset=" + StandardCharsets.UTF_8);
        return answer.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
