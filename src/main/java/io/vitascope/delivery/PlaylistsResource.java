package io.vitascope.delivery;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.delivery.BlobAnswers.Presentation;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP door: what players read to find the media, and captions. HEAD comes in here too. */
@Path("/api/v1/videos")
@Tag(name = "Streams")
@APIResponse(responseCode = "206", description = "The range that was asked for (RFC 9110, 14)")
@APIResponse(responseCode = "404", description = "delivery/unknown-video, delivery/unknown-file, delivery/not-playable")
@APIResponse(
        responseCode = "503",
        description =
                "delivery/not-playable-yet, delivery/not-complete-yet, delivery/not-ready, delivery/catalog-away: ask again after Retry-After")
final class PlaylistsResource {

    private static final String PLAYLIST = "application/vnd.apple.mpegurl";
    private static final String MANIFEST = "application/dash+xml";
    private static final String WEBVTT = "text/vtt;charset=UTF-8";

    private final Playback playback;
    private final SmallBlobs smallBlobs;
    private final PromisedPlaylists promised;
    private final BlobAnswers answers;

    PlaylistsResource(Playback playback, SmallBlobs smallBlobs, PromisedPlaylists promised, BlobAnswers answers) {
        this.playback = playback;
        this.smallBlobs = smallBlobs;
        this.promised = promised;
        this.answers = answers;
    }

    @GET
    @Path("/{id}/hls/master.m3u8")
    @Operation(operationId = "getMultivariantPlaylist", summary = "What an HLS player opens (RFC 8216)")
    @APIResponse(
            responseCode = "200",
            description = "The multivariant playlist; it grows while renditions are made",
            content = @Content(mediaType = PLAYLIST, schema = @Schema(type = SchemaType.STRING)))
    public Response master(@PathParam("id") String id, @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        BlobKey prefix = Playback.playlists(video);
        SmallBlobs.Content master = smallBlobs
                .read(prefix.child(VideoBlobs.MASTER_PLAYLIST))
                .orElseThrow(Playback.unknownFile(VideoBlobs.MASTER_PLAYLIST));
        String playlist = new MasterPlaylist(master.text()).seenFromAbove(prefix.name());
        String text =
                new MasterPlaylist(playlist).withCaptions(video.captions()).text();
        return answers.text(text, PLAYLIST, Conditions.of(request));
    }

    /**
     * Leads to the segments where HLS has them: every segment has one address, so a cache in front of us keeps it once
     * for the players of both.
     */
    @GET
    @Path("/{id}/dash/manifest.mpd")
    @Operation(operationId = "getManifest", summary = "What a DASH player opens (ISO/IEC 23009-1)")
    @APIResponse(
            responseCode = "200",
            description = "The media presentation, of what is whole; it names more as renditions become so",
            content = @Content(mediaType = MANIFEST, schema = @Schema(type = SchemaType.STRING)))
    public Response manifest(@PathParam("id") String id, @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        BlobKey prefix = Playback.playlists(video);
        SmallBlobs.Content manifest = smallBlobs
                .read(prefix.child(VideoBlobs.DASH_MANIFEST))
                .orElseThrow(
                        video.state() == PlayableVideo.State.PROCESSING
                                ? Playback::notCompleteYet
                                : Playback.unknownFile(VideoBlobs.DASH_MANIFEST));
        String text = new MediaPresentation(manifest.text())
                .withCaptions(video.captions())
                .withFolderIn("../hls/", prefix.name())
                .text();
        return answers.text(text, MANIFEST, Conditions.of(request));
    }

    @GET
    @Path("/{id}/hls/{generation: g[1-9][0-9]{0,8}}/{track: [a-z0-9][A-Za-z0-9_-]{0,63}}/{name:"
            + " [A-Za-z0-9_-]{1,64}}.m3u8")
    @Blocking
    @Operation(operationId = "getMediaPlaylist", summary = "The segments of one rendition")
    @APIResponse(
            responseCode = "200",
            description = "The media playlist; it ends with EXT-X-ENDLIST when the rendition is whole",
            content = @Content(mediaType = PLAYLIST, schema = @Schema(type = SchemaType.STRING)))
    public Uni<Response> playlist(
            @PathParam("id") String id,
            @PathParam("generation") String generation,
            @PathParam("track") String track,
            @PathParam("name") String name,
            @Context HttpServerRequest request) {
        Conditions conditions = Conditions.of(request);
        CompletableFuture<Optional<SmallBlobs.Content>> playlist =
                promised.read(Playback.published(playback.video(id), generation), track, name);
        return Uni.createFrom()
                .completionStage(playlist)
                .map(found ->
                        playlist(found.orElseThrow(Playback.unknownFile(track + "/" + name + ".m3u8")), conditions));
    }

    private Response playlist(SmallBlobs.Content playlist, Conditions conditions) {
        String text = playlist.text();
        boolean finished = text.contains("#EXT-X-ENDLIST") && !text.contains("#EXT-X-PLAYLIST-TYPE:EVENT");
        Caching caching = finished ? Caching.AN_HOUR : Caching.REVALIDATED;
        return answers.text(playlist, new Presentation(PLAYLIST, caching), conditions);
    }

    @GET
    @Path("/{id}/hls/captions/{track: [A-Za-z0-9.-]{2,64}}/index.m3u8")
    @Operation(operationId = "getCaptionsPlaylist", summary = "The one segment of a track of captions")
    @APIResponse(
            responseCode = "200",
            description = "The media playlist",
            content = @Content(mediaType = PLAYLIST, schema = @Schema(type = SchemaType.STRING)))
    public Response captionsPlaylist(
            @PathParam("id") String id, @PathParam("track") String track, @Context HttpServerRequest request) {
        PlayableVideo video = playback.video(id);
        if (captions(video, track).isEmpty()) {
            throw Playback.unknownFile("captions/" + track).get();
        }
        return answers.text(CaptionTags.playlist(video.durationMs()), PLAYLIST, Conditions.of(request));
    }

    /** The address of a language stays while its captions are replaced, and leads to the newest. */
    @GET
    @Path("/{id}/hls/captions/{track: [A-Za-z0-9.-]{2,64}}/" + CaptionTags.FILE)
    @Operation(operationId = "getCaptionsText", summary = "The captions of a language, the newest")
    @APIResponse(
            responseCode = "200",
            description = "WebVTT",
            content = @Content(mediaType = "text/vtt", schema = @Schema(type = SchemaType.STRING)))
    public Response captionsText(
            @PathParam("id") String id, @PathParam("track") String track, @Context HttpServerRequest request) {
        SmallBlobs.Content captions = captions(playback.video(id), track)
                .flatMap(smallBlobs::read)
                .or(() -> captions(playback.videoNow(id), track).flatMap(smallBlobs::read))
                .orElseThrow(Playback.unknownFile("captions/" + track));
        return answers.text(captions, new Presentation(WEBVTT, Caching.REVALIDATED), Conditions.of(request));
    }

    private static Optional<BlobKey> captions(PlayableVideo video, String track) {
        return video.captions().stream()
                .filter(known -> known.id().equals(track))
                .findFirst()
                .map(CaptionTrack::key);
    }
}
