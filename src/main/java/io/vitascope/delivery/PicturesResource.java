package io.vitascope.delivery;

import io.vertx.core.http.HttpServerRequest;
import io.vitascope.delivery.BlobAnswers.Presentation;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP door: the pictures that a run takes of a video. HEAD comes in here too. */
@Path("/api/v1/videos")
@Tag(name = "Pictures", description = "Storyboard and preview")
final class PicturesResource {

    private static final String AN_HOUR = "public, max-age=3600";
    private static final String ASK_ALWAYS = "no-cache";

    private final Playback playback;
    private final SmallBlobs smallBlobs;
    private final BlobAnswers answers;

    PicturesResource(Playback playback, SmallBlobs smallBlobs, BlobAnswers answers) {
        this.playback = playback;
        this.smallBlobs = smallBlobs;
        this.answers = answers;
    }

    @GET
    @Path("/{id}/storyboard.vtt")
    @Operation(
            operationId = "getStoryboard",
            summary = "Which tile of the storyboard is shown when, as WebVTT",
            description =
                    "Cues name their tile as storyboard-0.jpg#xywh=x,y,width,height, relative to this address. 503"
                            + " until all of the video has been processed.")
    public Response storyboard(@PathParam("id") String id, @Context HttpServerRequest request) {
        return index(playback.video(id), "storyboard.vtt", "text/vtt; charset=utf-8", request);
    }

    @GET
    @Path("/{id}/storyboard.json")
    @Operation(operationId = "getStoryboardJson", summary = "The same as JSON")
    public Response storyboardJson(@PathParam("id") String id, @Context HttpServerRequest request) {
        return index(playback.video(id), "storyboard.json", "application/json", request);
    }

    @GET
    @Path("/{id}/storyboard-{sheet: [0-9]{1,4}}.jpg")
    @Operation(operationId = "getStoryboardSheet", summary = "A sheet of the storyboard's tiles")
    public Response sheet(
            @PathParam("id") String id, @PathParam("sheet") String sheet, @Context HttpServerRequest request) {
        return picture(playback.video(id), "storyboard-" + Integer.parseInt(sheet) + ".jpg", "image/jpeg", request);
    }

    @GET
    @Path("/{id}/preview.webp")
    @Operation(
            operationId = "getPreview",
            summary = "Three seconds of moments from all over the video, as a looping WebP")
    public Response preview(@PathParam("id") String id, @Context HttpServerRequest request) {
        return picture(playback.video(id), "preview.webp", "image/webp", request);
    }

    private Response index(PlayableVideo video, String name, String contentType, HttpServerRequest request) {
        SmallBlobs.Content index = smallBlobs.read(key(video, name)).orElseThrow(missing(video, name));
        return answers.bytes(
                        index.bytes(),
                        index.info().etag(),
                        index.info().lastModified(),
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
