package io.vitascope.delivery;

import io.vertx.core.http.HttpServerRequest;
import io.vitascope.delivery.BlobAnswers.Answer;
import io.vitascope.delivery.BlobAnswers.Presentation;
import io.vitascope.kernel.ByteRange;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP door: media of a video, in segments and in one file, and whether somebody watches it. HEAD comes in here too, as
 * GET does, and is answered without a body.
 */
@Path("/api/v1/videos")
@Tag(name = "Streams", description = "Playlists, segments and files")
@APIResponse(responseCode = "206", description = "The range that was asked for (RFC 9110, 14)")
@APIResponse(responseCode = "404", description = "delivery/unknown-video, delivery/unknown-file, delivery/not-playable")
@APIResponse(
        responseCode = "503",
        description =
                "delivery/not-playable-yet, delivery/not-complete-yet, delivery/not-ready, delivery/catalog-away: ask again after Retry-After")
final class StreamResource {

    private final Playback playback;
    private final BlobAnswers answers;
    private final Views views;

    StreamResource(Playback playback, BlobAnswers answers, Views views) {
        this.playback = playback;
        this.answers = answers;
        this.views = views;
    }

    @GET
    @Path("/{id}/stream")
    @Operation(operationId = "stream", summary = "The video as one file, playable from any second")
    @APIResponse(
            responseCode = "200",
            description = "The file of that quality; the one uploaded for quality=source",
            content = {
                @Content(mediaType = "video/mp4", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "audio/mp4", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(
                        mediaType = "application/octet-stream",
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "307", description = "The store has it, with vitascope.storage.s3.delivery=redirect")
    @APIResponse(
            responseCode = "404",
            description = "delivery/unknown-video, delivery/unknown-quality, delivery/not-playable")
    public Response stream(
            @PathParam("id") String id,
            @QueryParam("quality") @DefaultValue("auto") String quality,
            @QueryParam("download") @DefaultValue("") String download,
            @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        Playback.Served file = Playback.progressive(video, quality);
        boolean saved = !download.isEmpty() && !"0".equals(download) && !"false".equals(download);
        String disposition = saved ? Disposition.attachment(file.filename()) : Disposition.inline(file.filename());
        Answer answer = answers.blob(
                        file.key(),
                        new Presentation(file.contentType(), Caching.REVALIDATED, disposition),
                        Conditions.of(request))
                .orElseThrow(Playback.unknownFile(file.rendition()));
        if (!saved
                && answer.bytes()
                        .map(ByteRange::start)
                        .filter(start -> start == 0)
                        .isPresent()) {
            views.watched(video.id(), Viewer.of(request));
        }
        return answer.response();
    }

    /** Initialization and media segments: once published, they never change. */
    @GET
    @Path("/{id}/hls/{generation: g[1-9][0-9]{0,8}}/{track: [a-z0-9][A-Za-z0-9_-]{0,63}}/"
            + "{file: [A-Za-z0-9_-]{1,64}\\.(mp4|m4s)}")
    @Operation(operationId = "getSegment", summary = "An initialization or media segment (CMAF)")
    @APIResponse(
            responseCode = "200",
            description = "It never changes",
            content = {
                @Content(mediaType = "video/mp4", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "audio/mp4", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "307", description = "The store has it, with vitascope.storage.s3.delivery=redirect")
    public Response segment(
            @PathParam("id") String id,
            @PathParam("generation") String generation,
            @PathParam("track") String track,
            @PathParam("file") String file,
            @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        boolean sound = track.startsWith("audio");
        Presentation presentation = new Presentation(sound ? "audio/mp4" : "video/mp4", Caching.IMMUTABLE);
        Answer answer = answers.blob(
                        Playback.published(video, generation).child(track + "/" + file),
                        presentation,
                        Conditions.of(request))
                .orElseThrow(Playback.unknownFile(track + "/" + file));
        boolean media = file.endsWith(".m4s") && (!sound || file.matches("0+\\.m4s"));
        if (media && answer.bytes().isPresent()) {
            views.watched(video.id(), Viewer.of(request));
        }
        return answer.response();
    }
}
