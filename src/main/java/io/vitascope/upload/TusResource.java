package io.vitascope.upload;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.HttpDate;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/**
 * HTTP door: uploads that survive a broken connection. Source: tus 1.0.0, with the extensions in {@link TusHeaders}.
 */
@Path(Addresses.UPLOADS)
@Tag(name = "Uploads")
final class TusResource {

    private static final String FINAL = "final;";

    private final ResumableUploads uploads;
    private final Appends appends;
    private final IdempotencyKeys keys;
    private final Bodies bodies;
    private final UploadConfig config;

    TusResource(ResumableUploads uploads, Appends appends, IdempotencyKeys keys, Bodies bodies, UploadConfig config) {
        this.uploads = uploads;
        this.appends = appends;
        this.keys = keys;
        this.bodies = bodies;
        this.config = config;
    }

    @OPTIONS
    @Operation(operationId = "describeUploads", summary = "What this server knows of tus")
    @APIResponse(responseCode = "204", description = "Tus-Version, Tus-Extension, Tus-Max-Size and more")
    public RestResponse<Void> describe() {
        return ResponseBuilder.<Void>noContent()
                .header(TusHeaders.SPOKEN_VERSIONS, TusHeaders.VERSION)
                .header(TusHeaders.EXTENSION, TusHeaders.EXTENSIONS)
                .header(TusHeaders.MAX_SIZE, config.maxSize().asLongValue())
                .header(TusHeaders.CHECKSUM_ALGORITHM, Checksum.ALGORITHMS)
                .build();
    }

    @OPTIONS
    @Path("{id}")
    @Operation(hidden = true)
    public RestResponse<Void> describeOne() {
        return describe();
    }

    @POST
    @Blocking
    @Operation(
            operationId = "createUpload",
            summary = "Begin a resumable upload",
            description =
                    "Any tus client does this. With a body of application/offset+octet-stream the first bytes come"
                            + " along.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = TusHeaders.CONTENT_TYPE,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "201", description = "Location is where the bytes go, with PATCH")
    @APIResponse(responseCode = "400", description = "upload/bad-header")
    @APIResponse(responseCode = "409", description = "upload/key-in-use")
    @APIResponse(responseCode = "412", description = "upload/tus-version")
    @APIResponse(responseCode = "413", description = "upload/too-large")
    @APIResponse(responseCode = "415", description = "upload/unsupported-type")
    @APIResponse(
            responseCode = "422",
            description = "upload/invalid-text, upload/empty-file, upload/key-reused, upload/bad-parts")
    @APIResponse(responseCode = "429", description = "upload/too-many")
    @APIResponse(responseCode = "503", description = "upload/busy, upload/probe-unavailable")
    @APIResponse(responseCode = "507", description = "upload/no-space, upload/quota")
    public RestResponse<Void> create(
            @HeaderParam(TusHeaders.RESUMABLE) @Nullable String version,
            @HeaderParam(TusHeaders.METADATA) @Nullable String metadata,
            @HeaderParam(TusHeaders.CONCAT) @Nullable String concat,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return bodies.reading(request, in -> {
            TusHeaders.requireVersion(version);
            String words = metadata == null ? "" : metadata;
            if (concat != null && concat.startsWith(FINAL)) {
                Progress whole = uploads.concatenate(parts(concat), words);
                return told(created(request, whole), whole).build();
            }
            Progress begun = begin(kind(concat), length(headers), words, headers, request);
            boolean fresh =
                    begun.resumable().offsetBytes() == 0 && begun.video().isEmpty();
            Progress progress = fresh && TusHeaders.CONTENT_TYPE.equals(contentType)
                    ? firstBytes(
                            begun.id(),
                            chunk(OptionalLong.of(0), OptionalLong.empty(), headers, in, request),
                            headers.getHeaderString(IdempotencyKeys.HEADER) != null)
                    : begun;
            return told(created(request, begun), progress).build();
        });
    }

    /** With a key the client comes to its upload again; without one only the answer to this request leads there. */
    private Progress firstBytes(VideoId id, Chunk chunk, boolean hasKey) {
        return hasKey ? appends.append(id, chunk) : appends.appendFirst(id, chunk);
    }

    /** A new upload, or the one that an earlier request with the same key has begun. */
    private Progress begin(
            Resumable.Kind kind, OptionalLong length, String words, HttpHeaders headers, HttpServerRequest request) {
        return keys.once(
                IdempotencyKeys.Key.of(
                        headers.getHeaderString(IdempotencyKeys.HEADER), "tus", kind.name(), length.toString(), words),
                former -> Progress.of(former.id(), former.record()),
                claim -> uploads.create(kind, length, words, Sender.of(request), claim));
    }

    private static ResponseBuilder<Void> created(HttpServerRequest request, Progress progress) {
        return ResponseBuilder.<Void>create(RestResponse.Status.CREATED)
                .header(HttpHeaders.LOCATION, location(request, progress.id()));
    }

    @HEAD
    @Path("{id}")
    @Blocking
    @Operation(operationId = "uploadOffset", summary = "Where to go on with an upload")
    @APIResponse(responseCode = "200", description = "Upload-Offset")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "410", description = "upload/gone: deleted, expired, or refused")
    @APIResponse(responseCode = "423", description = "upload/locked: being examined")
    public RestResponse<Void> head(
            @PathParam("id") String id, @HeaderParam(TusHeaders.RESUMABLE) @Nullable String version) {
        TusHeaders.requireVersion(version);
        Progress progress = uploads.progress(Addresses.id(id));
        Resumable resumable = progress.resumable();
        ResponseBuilder<Void> answer = told(ResponseBuilder.ok(), progress);
        if (!resumable.metadata().isEmpty()) {
            answer.header(TusHeaders.METADATA, resumable.metadata());
        }
        switch (resumable.kind()) {
            case WHOLE -> {}
            case PARTIAL -> answer.header(TusHeaders.CONCAT, "partial");
            case FINAL -> answer.header(TusHeaders.CONCAT, FINAL + addresses(resumable.parts()));
        }
        if (resumable.length().isPresent()) {
            answer.header(TusHeaders.LENGTH, resumable.lengthBytes());
        } else {
            answer.header(TusHeaders.DEFER_LENGTH, 1);
        }
        return answer.build();
    }

    @PATCH
    @Path("{id}")
    @Blocking
    @Consumes(TusHeaders.CONTENT_TYPE)
    @Operation(
            operationId = "appendUpload",
            summary = "Send bytes",
            description = "The answer to the last ones has Video-Location, or says why the file is refused.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = TusHeaders.CONTENT_TYPE,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "204", description = "Upload-Offset is where the next ones begin")
    @APIResponse(responseCode = "400", description = "upload/bad-header")
    @APIResponse(responseCode = "403", description = "upload/final-upload: it is put together of others")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "409", description = "upload/offset-mismatch")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(responseCode = "412", description = "upload/tus-version")
    @APIResponse(responseCode = "413", description = "upload/too-large")
    @APIResponse(responseCode = "415", description = "another Content-Type, or none")
    @APIResponse(responseCode = "422", description = "upload/not-media and others: the file is whole, and refused")
    @APIResponse(responseCode = "423", description = "upload/locked")
    @APIResponse(responseCode = "460", description = "upload/checksum-mismatch")
    @APIResponse(responseCode = "503", description = "upload/busy, upload/probe-unavailable")
    @APIResponse(responseCode = "507", description = "upload/no-space; what came is kept")
    public RestResponse<Void> append(
            @PathParam("id") String id,
            @HeaderParam(TusHeaders.RESUMABLE) @Nullable String version,
            @HeaderParam(TusHeaders.OFFSET) @Nullable String offset,
            @HeaderParam(TusHeaders.LENGTH) @Nullable String length,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        return bodies.reading(request, in -> {
            TusHeaders.requireVersion(version);
            if (headers.getHeaderString(HttpHeaders.CONTENT_TYPE) == null) {
                // @Consumes takes none for any; tus demands it of every PATCH.
                throw new NotSupportedException();
            }
            Chunk chunk = chunk(
                    TusHeaders.bytes(TusHeaders.OFFSET, offset),
                    TusHeaders.bytes(TusHeaders.LENGTH, length),
                    headers,
                    in,
                    request);
            Progress progress = appends.append(Addresses.id(id), chunk);
            ResponseBuilder<Void> answer = ResponseBuilder.noContent();
            progress.video().ifPresent(video -> answer.header(HttpHeaders.LOCATION, address(video)));
            return told(answer, progress).build();
        });
    }

    @DELETE
    @Path("{id}")
    @Blocking
    @Operation(operationId = "deleteUpload", summary = "Give an upload up", description = "Nothing of it remains.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "upload/not-found")
    @APIResponse(responseCode = "409", description = "upload/completed: it is a video now")
    @APIResponse(responseCode = "410", description = "upload/gone")
    @APIResponse(responseCode = "412", description = "upload/tus-version")
    @APIResponse(responseCode = "423", description = "upload/locked: being examined")
    public RestResponse<Void> terminate(
            @PathParam("id") String id, @HeaderParam(TusHeaders.RESUMABLE) @Nullable String version) {
        TusHeaders.requireVersion(version);
        uploads.terminate(Addresses.id(id));
        return RestResponse.noContent();
    }

    private static Chunk chunk(
            OptionalLong offset,
            OptionalLong uploadLength,
            HttpHeaders headers,
            IncomingBody body,
            HttpServerRequest request) {
        String checksum = headers.getHeaderString(TusHeaders.CHECKSUM);
        return new Chunk(
                offset.orElseThrow(() -> TusHeaders.bad("Upload-Offset is missing; HEAD tells it.")),
                TusHeaders.bytes(HttpHeaders.CONTENT_LENGTH, headers.getHeaderString(HttpHeaders.CONTENT_LENGTH)),
                uploadLength,
                Optional.ofNullable(checksum).map(Checksum::parse),
                body,
                () -> ReadAhead.hangUp(request));
    }

    private static Resumable.Kind kind(@Nullable String concat) {
        if (concat == null) {
            return Resumable.Kind.WHOLE;
        }
        if (concat.strip().equals("partial")) {
            return Resumable.Kind.PARTIAL;
        }
        throw TusHeaders.bad(
                "Upload-Concat must be \"partial\", or \"final;\" and the parts' addresses; it is \"" + concat + "\".");
    }

    /** Addresses of parts, separated by blanks, with or without scheme and host. */
    private static List<VideoId> parts(String concat) {
        return Stream.of(concat.substring(FINAL.length()).strip().split(" +", -1))
                .filter(address -> !address.isEmpty())
                .map(address -> Addresses.id(address.substring(address.lastIndexOf('/') + 1)))
                .toList();
    }

    /** The length of a new upload; empty when its client does not know it yet and says so. */
    private static OptionalLong length(HttpHeaders headers) {
        OptionalLong length = TusHeaders.bytes(TusHeaders.LENGTH, headers.getHeaderString(TusHeaders.LENGTH));
        String deferred = headers.getHeaderString(TusHeaders.DEFER_LENGTH);
        if (deferred != null && !deferred.strip().equals("1")) {
            throw TusHeaders.bad("Upload-Defer-Length can only be 1; it is \"" + deferred + "\".");
        }
        if (length.isPresent() == (deferred != null)) {
            throw TusHeaders.bad("Send either Upload-Length or \"Upload-Defer-Length: 1\".");
        }
        return length;
    }

    private static ResponseBuilder<Void> told(ResponseBuilder<Void> answer, Progress progress) {
        answer.header(TusHeaders.OFFSET, progress.resumable().offsetBytes());
        progress.video()
                .ifPresentOrElse(
                        video -> {
                            answer.header(TusHeaders.VIDEO, address(video));
                            if (!video.duplicateOf().isEmpty()) {
                                answer.header(TusHeaders.DUPLICATE_OF, video.duplicateOf());
                            }
                        },
                        () -> answer.header(TusHeaders.EXPIRES, HttpDate.of(progress.expiresAt())));
        return answer;
    }

    private static String addresses(List<String> parts) {
        return parts.stream().map(Addresses::ofUpload).collect(Collectors.joining(" "));
    }

    private static String address(Upload video) {
        return Addresses.ofVideo(video.videoId());
    }

    /**
     * The path as the client knows it, with the prefix of a proxy that tells one. No scheme and no host: those a proxy
     * changes without saying so, and every client has them already. Source: RFC 9110, section 10.2.2.
     */
    private static String location(HttpServerRequest request, VideoId id) {
        String path = request.uri().replaceFirst("^https?://[^/]*", "").replaceFirst("/*(\\?.*)?$", "");
        return path + "/" + id;
    }
}
