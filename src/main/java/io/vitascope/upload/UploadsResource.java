package io.vitascope.upload;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** HTTP door: a form with a file. The body is read as it arrives, by the worker thread that the request has. */
@Path("/upload")
@Tag(name = "Uploads", description = "Files come in")
final class UploadsResource {

    private final FormUploads forms;
    private final Bodies bodies;

    UploadsResource(FormUploads forms, Bodies bodies) {
        this.forms = forms;
        this.bodies = bodies;
    }

    @POST
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(
            operationId = "uploadVideo",
            summary = "Upload a video",
            description = "Answers when the file has been received and examined. Fields may come in any order."
                    + " /api/v1/videos takes the same form.")
    @RequestBody(
            required = true,
            content =
                    @Content(mediaType = MediaType.MULTIPART_FORM_DATA, schema = @Schema(implementation = Form.class)))
    @APIResponse(
            responseCode = "201",
            description = "The video exists; it is playable shortly after.",
            headers = @Header(name = "Location", description = "The video", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = Uploaded.class)))
    @APIResponse(responseCode = "400", description = "No file, or not a well-formed form")
    @APIResponse(responseCode = "409", description = "upload/key-in-use, upload/expired")
    @APIResponse(responseCode = "413", description = "The file is larger than vitascope.upload.max-size")
    @APIResponse(responseCode = "415", description = "Not multipart/form-data")
    @APIResponse(responseCode = "422", description = "Not a playable file, or bad title, description, tags")
    @APIResponse(responseCode = "429", description = "upload/too-many: of this client")
    @APIResponse(responseCode = "503", description = "Busy; try again")
    @APIResponse(responseCode = "507", description = "The disk is full, or the quota used up")
    public RestResponse<Uploaded> upload(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long contentLength,
            @Parameter(
                            description =
                                    "Sent again within a day, a request with the same key, length and words ahead of the file"
                                            + " has the same answer; one with others is refused")
                    @HeaderParam(IdempotencyKeys.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Context HttpServerRequest request) {
        return bodies.reading(
                request,
                form -> Uploaded.created(
                        forms.receive(form, contentType, contentLength, idempotencyKey, Sender.of(request))));
    }

    /** The form as API documents show it; nothing is bound to it, since its file never lies in memory. */
    @Schema(name = "UploadForm")
    record Form(
            @Schema(description = "The file's name when absent", maxLength = 200) @Nullable
            String title,

            @Schema(maxLength = 5000) @Nullable String description,

            @Schema(description = "Separated by commas; the field may be repeated", examples = "holiday,sea") @Nullable
            String tags,

            @Schema(description = "What is spoken, BCP 47", examples = "pt-BR") @Nullable
            String language,

            @Schema(description = "Of the file, 64 hexadecimal digits; another file is refused") @Nullable
            String sha256,

            @Schema(description = "If the same bytes are here already, share them", enumeration = "reuse") @Nullable
            String dedup,

            @Schema(type = SchemaType.STRING, format = "binary", required = true, description = "The file")
            String video) {}

    /** The answer. */
    @Schema(name = "Uploaded")
    record Uploaded(
            String videoId,

            @Schema(description = "The oldest video of the same bytes; absent when there is none") @Nullable
            String duplicateOf,

            @Schema(description = "Its file is that of the other video; there is no second one")
            boolean reused,

            Video video) {

        static RestResponse<Uploaded> created(Upload upload) {
            String duplicateOf = upload.duplicateOf().isEmpty() ? null : upload.duplicateOf();
            Uploaded uploaded = new Uploaded(upload.videoId(), duplicateOf, upload.isShared(), Video.of(upload));
            return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, uploaded)
                    .header(HttpHeaders.LOCATION, Addresses.ofVideo(upload.videoId()))
                    .build();
        }
    }

    /** The video as everybody shows it, in the state that it has at this moment. */
    @Schema(name = "UploadedVideo")
    record Video(
            String id,
            String title,
            String description,
            List<String> tags,
            String state,
            boolean playable,
            double progress,
            Instant createdAt,
            Instant updatedAt,
            long durationMs,
            long sizeBytes,
            String filename,
            String sha256,
            int width,
            int height,

            @Schema(description = "None yet; the video at \"self\" has them, as objects")
            List<Object> renditions,

            long views,
            List<String> warnings,
            Links links) {

        static Video of(Upload upload) {
            return new Video(
                    upload.videoId(),
                    upload.title(),
                    upload.description(),
                    upload.tags(),
                    "processing",
                    /* playable= */ false,
                    /* progress= */ 0,
                    upload.completedAt(),
                    upload.completedAt(),
                    upload.media().durationUs() / 1000,
                    upload.sizeBytes(),
                    upload.filename(),
                    upload.sha256(),
                    upload.media().video().map(Media.Picture::width).orElse(0),
                    upload.media().video().map(Media.Picture::height).orElse(0),
                    /* renditions= */ List.of(),
                    /* views= */ 0,
                    /* warnings= */ List.of(),
                    Links.of(Addresses.ofVideo(upload.videoId())));
        }
    }

    /** Absolute paths on this host. */
    @Schema(name = "UploadedVideoLinks")
    record Links(
            String self,
            String hls,

            @Schema(description = "MPEG-DASH; there once all of the video is encoded")
            String dash,

            String stream,
            String poster) {

        static Links of(String self) {
            return new Links(
                    self,
                    self + "/hls/master.m3u8",
                    self + "/dash/manifest.mpd",
                    self + "/stream",
                    self + "/poster.jpg");
        }
    }
}
