package io.vitascope.delivery;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
@APIResponse(responseCode = "206", description = "The range that was asked for (RFC 9110, 14)")
@APIResponse(
        responseCode = "404",
        description = "delivery/unknown-video, delivery/unknown-file, delivery/no-picture, delivery/not-playable")
@APIResponse(
        responseCode = "503",
        description =
                "delivery/busy, delivery/not-playable-yet, delivery/not-complete-yet, delivery/catalog-away: ask again after Retry-After")
final class PicturesResource {

    private static final Pattern SHEET = Pattern.compile("storyboard-[0-9]{1,4}\\.jpg");

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
    @Blocking
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
    @APIResponse(responseCode = "400", description = "delivery/bad-width, delivery/bad-height, delivery/bad-fit")
    public Uni<Response> poster(
            @PathParam("id") String id,
            @PathParam("extension") String extension,
            @BeanParam ThumbnailSize size,
            @Context HttpServerRequest request) {
        PlayableVideo known = playback.video(id);
        Conditions conditions = Conditions.of(request);
        return known.poster()
                .filter(thumbnails::exists)
                .map(whole -> poster(known, whole, size, extension, conditions))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .flatMap(answer -> answer.map(found -> Uni.createFrom().item(found))
                        .orElseGet(() -> newPoster(playback.videoNow(id), size, extension, conditions)));
    }

    /** Of a video whose first or next poster may have come a moment ago. */
    private Uni<Response> newPoster(PlayableVideo now, ThumbnailSize size, String extension, Conditions conditions) {
        BlobKey whole = Thumbnails.poster(now);
        Uni<Optional<Response>> answer = thumbnails.exists(whole)
                ? poster(now, whole, size, extension, conditions)
                : Uni.createFrom().item(Optional.empty());
        return answer.map(found -> found.orElseThrow(() -> new ProblemException(
                DeliveryError.UNKNOWN_FILE, "The poster of this video was replaced just now. Load it again.")));
    }

    /** Empty when it was replaced meanwhile. */
    private Uni<Optional<Response>> poster(
            PlayableVideo video, BlobKey whole, ThumbnailSize size, String extension, Conditions conditions) {
        CompletableFuture<BlobKey> picture = size.isAny() && extension.equals("jpg")
                ? CompletableFuture.completedFuture(whole)
                : thumbnails.ofPoster(video, whole, size.ofPoster(whole, extension));
        return Uni.createFrom().completionStage(picture).map(key -> {
            String made = key.equals(whole) ? "jpg" : extension;
            return answers.blob(key, new Presentation("image/" + type(made), Caching.REVALIDATED), conditions)
                    .map(BlobAnswers.Answer::response);
        });
    }

    @GET
    @Blocking
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
    @APIResponse(
            responseCode = "400",
            description = "delivery/bad-time, delivery/bad-width, delivery/bad-height, delivery/bad-fit")
    public Uni<Response> thumbnail(
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
        Conditions conditions = Conditions.of(request);
        CompletableFuture<BlobKey> picture = thumbnails.of(video, size.ofMoment(timeMs, extension));
        return Uni.createFrom().completionStage(picture).map(key -> answers.blob(
                        key, new Presentation("image/" + type(extension), Caching.AN_HOUR), conditions)
                .orElseThrow(Thumbnails::gone)
                .response());
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
                    "Cues name their tile as g1/storyboard-0.jpg#xywh=x,y,width,height, relative to this address. 503"
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
    @Path("/{id}/{generation: g[1-9][0-9]{0,8}}/storyboard-{sheet: [0-9]{1,4}}.jpg")
    @Operation(operationId = "getStoryboardSheet", summary = "A sheet of the storyboard's tiles, as its index names it")
    @APIResponse(
            responseCode = "200",
            description = "The picture; it never changes",
            content = @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response sheet(
            @PathParam("id") String id,
            @PathParam("generation") String generation,
            @PathParam("sheet") String sheet,
            @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        String name = VideoBlobs.storyboardSheet(Integer.parseInt(sheet));
        BlobKey key = BlobKey.ofVideo(video.id()).child(generation).child(name);
        return sheet(video, key, name, Caching.IMMUTABLE, request);
    }

    /** For those who have read an index of an older version. */
    @GET
    @Path("/{id}/storyboard-{sheet: [0-9]{1,4}}.jpg")
    @Operation(hidden = true)
    public Response sheet(
            @PathParam("id") String id, @PathParam("sheet") String sheet, @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        String name = VideoBlobs.storyboardSheet(Integer.parseInt(sheet));
        return sheet(video, key(video, name), name, Caching.AN_HOUR, request);
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
        PlayableVideo video = playback.video(id);
        BlobKey key = key(video, VideoBlobs.PREVIEW);
        return answers.blob(key, new Presentation("image/webp", Caching.AN_HOUR), Conditions.of(request))
                .orElseThrow(missing(video, VideoBlobs.PREVIEW))
                .response();
    }

    /** Sheets are named with their run: one that a cache has kept of another run has other tiles. */
    private Response index(PlayableVideo video, String name, String contentType, HttpServerRequest request) {
        BlobKey run = Playback.playlists(video);
        SmallBlobs.Content index = smallBlobs.read(run.child(name)).orElseThrow(missing(video, name));
        String text = SHEET.matcher(index.text()).replaceAll(run.name() + "/$0");
        return answers.text(text, contentType, Conditions.of(request));
    }

    private Response sheet(PlayableVideo video, BlobKey key, String name, Caching caching, HttpServerRequest request) {
        return answers.blob(key, new Presentation("image/jpeg", caching), Conditions.of(request))
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
