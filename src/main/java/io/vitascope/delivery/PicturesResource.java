package io.vitascope.delivery;

import io.vertx.core.http.HttpServerRequest;
import io.vitascope.delivery.BlobAnswers.Presentation;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP door: pictures of a video. HEAD comes in here too. */
@Path("/api/v1/videos")
@Tag(name = "Pictures", description = "Poster, thumbnails, storyboard, preview")
final class PicturesResource {

    /** A moment of a video does not change. */
    private static final String AN_HOUR = "public, max-age=3600";

    private static final String ASK_ALWAYS = "no-cache";

    private final Playback playback;
    private final Thumbnails thumbnails;
    private final SmallBlobs smallBlobs;
    private final BlobAnswers answers;

    PicturesResource(Playback playback, Thumbnails thumbnails, SmallBlobs smallBlobs, BlobAnswers answers) {
        this.playback = playback;
        this.thumbnails = thumbnails;
        this.smallBlobs = smallBlobs;
        this.answers = answers;
    }

    @GET
    @Path("/{id}/poster.{extension: jpg|webp}")
    @Operation(
            operationId = "getPoster",
            summary = "The picture that stands for the video",
            description =
                    "The one that somebody chose with PUT …/poster, else the best that was found in the video. While"
                            + " too many pictures are being made, it comes as kept: a JPEG, up to 1280 pixels wide.")
    @APIResponse(
            responseCode = "200",
            description = "The picture",
            content = {
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/webp", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response poster(
            @PathParam("id") String id,
            @PathParam("extension") String extension,
            @BeanParam ThumbnailSize size,
            @Context HttpServerRequest request) {
        PlayableVideo known = playback.video(id);
        return known.poster()
                .flatMap(whole -> poster(known, whole, size, extension, request))
                .orElseGet(() -> newPoster(playback.videoNow(id), size, extension, request));
    }

    /** Of a video whose first or next poster may have come a moment ago. */
    private Response newPoster(PlayableVideo now, ThumbnailSize size, String extension, HttpServerRequest request) {
        return poster(now, Thumbnails.poster(now), size, extension, request)
                .orElseThrow(() -> new ProblemException(
                        DeliveryError.UNKNOWN_FILE, "The poster of this video was replaced just now. Load it again."));
    }

    private Optional<Response> poster(
            PlayableVideo video, BlobKey whole, ThumbnailSize size, String extension, HttpServerRequest request) {
        if (!thumbnails.exists(whole)) {
            return Optional.empty();
        }
        BlobKey key = size.isAny() && extension.equals("jpg")
                ? whole
                : thumbnails.ofPoster(video, whole, size.ofPoster(whole, extension));
        String made = key.equals(whole) ? "jpg" : extension;
        return answers.blob(key, new Presentation("image/" + type(made), ASK_ALWAYS), Conditions.of(request))
                .map(BlobAnswers.Answer::response);
    }

    @GET
    @Path("/{id}/thumbnail.{extension: jpg|webp}")
    @Operation(
            operationId = "getThumbnail",
            summary = "A picture of any moment, in any size",
            description =
                    "time is seconds (12.5), a clock (1:02:03.5) or a share of the length (10%25); without it, it is"
                            + " the poster.")
    @APIResponse(
            responseCode = "200",
            description = "The picture",
            content = {
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/webp", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Response thumbnail(
            @PathParam("id") String id,
            @PathParam("extension") String extension,
            @Parameter(description = "Seconds (12.5), a clock (1:02:03.5) or a share of the length (10%)")
                    @QueryParam("time")
                    @DefaultValue("")
                    String time,
            @BeanParam ThumbnailSize size,
            @Context HttpServerRequest request) {
        if (time.isEmpty()) {
            return poster(id, extension, size, request);
        }
        PlayableVideo video = playback.video(id);
        long timeMs = ThumbnailTime.parseMs(time, video.durationMs());
        BlobKey key = thumbnails.of(video, size.ofMoment(timeMs, extension));
        return answers.blob(key, new Presentation("image/" + type(extension), AN_HOUR), Conditions.of(request))
                .orElseThrow(Thumbnails::gone)
                .response();
    }

    private static String type(String extension) {
        return extension.equals("jpg") ? "jpeg" : extension;
    }

    @GET
    @Path("/{id}/storyboard.vtt")
    @Operation(
            operationId = "getStoryboard",
            summary = "Which tile of the storyboard is shown when, as WebVTT",
            description =
                    "Cues name their tile as storyboard-0.jpg#xywh=x,y,width,height, relative to this address. 503"
                            + " until all of the video has been processed.")
    @APIResponse(
            responseCode = "200",
            description = "The index",
            content = @Content(mediaType = "text/vtt", schema = @Schema(type = SchemaType.STRING)))
    public Response storyboard(@PathParam("id") String id, @Context HttpServerRequest request) {
        return index(playback.video(id), VideoBlobs.STORYBOARD, "text/vtt; charset=utf-8", request);
    }

    @GET
    @Path("/{id}/storyboard.json")
    @Operation(operationId = "getStoryboardJson", summary = "The same as JSON")
    @APIResponse(
            responseCode = "200",
            description = "The index",
            content = @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT)))
    public Response storyboardJson(@PathParam("id") String id, @Context HttpServerRequest request) {
        return index(playback.video(id), VideoBlobs.STORYBOARD_JSON, "application/json", request);
    }

    @GET
    @Path("/{id}/storyboard-{sheet: [0-9]{1,4}}.jpg")
    @Operation(operationId = "getStoryboardSheet", summary = "A sheet of the storyboard's tiles")
    @APIResponse(
            responseCode = "200",
            description = "The picture",
            content = @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response sheet(
            @PathParam("id") String id, @PathParam("sheet") String sheet, @Context HttpServerRequest request) {
        String name = VideoBlobs.storyboardSheet(Integer.parseInt(sheet));
        return picture(playback.video(id), name, "image/jpeg", request);
    }

    @GET
    @Path("/{id}/preview.webp")
    @Operation(
            operationId = "getPreview",
            summary = "Three seconds of moments from all over the video, as a looping WebP")
    @APIResponse(
            responseCode = "200",
            description = "The picture",
            content = @Content(mediaType = "image/webp", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response preview(@PathParam("id") String id, @Context HttpServerRequest request) {
        return picture(playback.video(id), VideoBlobs.PREVIEW, "image/webp", request);
    }

    private Response index(PlayableVideo video, String name, String contentType, HttpServerRequest request) {
        SmallBlobs.Content index = smallBlobs.read(key(video, name)).orElseThrow(missing(video, name));
        return answers.bytes(
                        index.bytes(),
                        index.info().etag(),
                        new Presentation(contentType, ASK_ALWAYS),
                        Conditions.of(request))
                .response();
    }

    private Response picture(PlayableVideo video, String name, String contentType, HttpServerRequest request) {
        return answers.blob(key(video, name), new Presentation(contentType, AN_HOUR), Conditions.of(request))
                .orElseThrow(missing(video, name))
                .response();
    }

    private static BlobKey key(PlayableVideo video, String name) {
        return Playback.playlists(video).child(name);
    }

    private static Supplier<ProblemException> missing(PlayableVideo video, String name) {
        return video.state() == PlayableVideo.State.PROCESSING
                ? Playback::picturesNotCompleteYet
                : () -> new ProblemException(
                        DeliveryError.UNKNOWN_FILE,
                        "There is no \"" + name + "\" of this video: it has sound only, or was processed before such"
                                + " pictures were taken. POST …/retry?force=true has it processed again.");
    }
}
