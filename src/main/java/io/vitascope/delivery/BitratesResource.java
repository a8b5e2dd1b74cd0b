package io.vitascope.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.VideoBlobs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP door: how many bytes each rendition takes when, from what processing remembers of the tracks that it has
 * finished: one blob per track, however many segments it has. HEAD comes in here too.
 */
@Path("/api/v1/videos")
@Tag(name = "Streams")
@APIResponse(responseCode = "206", description = "The range that was asked for (RFC 9110, 14)")
@APIResponse(responseCode = "503", description = "delivery/catalog-away: ask again after Retry-After")
final class BitratesResource {

    private final Playback playback;
    private final SmallBlobs smallBlobs;
    private final BlobAnswers answers;
    private final ObjectMapper json;

    BitratesResource(Playback playback, SmallBlobs smallBlobs, BlobAnswers answers, ObjectMapper json) {
        this.playback = playback;
        this.smallBlobs = smallBlobs;
        this.answers = answers;
        this.json = json;
    }

    @GET
    @Path("/{id}/bitrates")
    @Operation(
            operationId = "getBitrates",
            summary = "How many bytes each rendition takes when",
            description = "Of a video that is still being processed, those renditions that are whole.")
    @APIResponse(
            responseCode = "200",
            description = "The bytes of each rendition along the video",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = BitratesJson.class)))
    @APIResponse(responseCode = "404", description = "delivery/unknown-video")
    public Response bitrates(@PathParam("id") String id, @Context HttpServerRequest request) {
        return answers.text(text(bitrates(playback.video(id))), "application/json", Conditions.of(request));
    }

    private BitratesJson bitrates(PlayableVideo video) {
        BlobKey prefix = Playback.playlists(video);
        List<MasterPlaylist.Variant> variants = smallBlobs
                .read(prefix.child(VideoBlobs.MASTER_PLAYLIST))
                .map(master -> new MasterPlaylist(master.text()).variants())
                .orElse(List.of());
        return new BitratesJson(variants.stream()
                .map(MasterPlaylist.Variant::name)
                .distinct()
                .flatMap(name -> finished(prefix.child(name))
                        .map(segments -> new BitratesJson.Rendition(name, Bitrates.spans(segments)))
                        .stream())
                .toList());
    }

    private Optional<List<Bitrates.Segment>> finished(BlobKey track) {
        return smallBlobs.read(track.child(VideoBlobs.FINISHED_TRACK)).map(BitratesResource::segments);
    }

    private static List<Bitrates.Segment> segments(SmallBlobs.Content finished) {
        try {
            return FinishedTrack.parseFrom(finished.bytes()).getSegmentsList().stream()
                    .map(cut -> new Bitrates.Segment(cut.getStartUs(), cut.getDurationUs(), cut.getSizeBytes()))
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(BitratesJson told) {
        try {
            return json.writeValueAsString(told);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
