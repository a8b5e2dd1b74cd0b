package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** HTTP door: videos whose files the server fetches itself. */
@Path(Addresses.VIDEOS)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Uploads")
final class ImportsResource {

    private static final int MAX_URL = 4_096;
    private static final int MAX_HEADERS = 20;
    private static final int MAX_HEADER = 4_096;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    /** What this server says itself, or what belongs to one connection. */
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "expect",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Imports imports;
    private final IdempotencyKeys keys;
    private final Uploads uploads;

    ImportsResource(Imports imports, IdempotencyKeys keys, Uploads uploads) {
        this.imports = imports;
        this.keys = keys;
        this.uploads = uploads;
    }

    @Schema(name = "ImportSource", additionalProperties = Schema.False.class)
    @RegisterForReflection
    record Source(
            @Nullable String type,
            @Nullable String url,
            @Nullable Map<String, String> headers) {}

    @Schema(name = "Import", additionalProperties = Schema.False.class)
    @RegisterForReflection
    record Import(
            @Nullable Source source,
            @Nullable String title,
            @Nullable String description,
            @Nullable List<String> tags,
            @Nullable String language,
            @Nullable String filename,
            @Nullable String sha256,

            @Schema(description = "If the same bytes are here already, share them", enumeration = "reuse") @Nullable
            String dedup)
            implements JsonWords {}

    @POST
    @Blocking
    @Operation(
            operationId = "createVideo",
            summary = "Make a video of a file that comes along, or of one at an address",
            description = "As a form, the same as POST /upload. As JSON, the server fetches the file, and goes on where"
                    + " it was when a connection breaks or this server does.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Import.class)),
                @Content(
                        mediaType = MediaType.MULTIPART_FORM_DATA,
                        schema = @Schema(implementation = UploadsResource.Form.class))
            })
    @APIResponse(
            responseCode = "201",
            description = "To a form: the video exists; refusals are those of POST /upload",
            content = @Content(schema = @Schema(implementation = UploadsResource.Uploaded.class)))
    @APIResponse(
            responseCode = "202",
            description = "To JSON: an upload; Location is where to watch it, or delete it",
            content = @Content(schema = @Schema(implementation = UploadStatus.class)))
    @APIResponse(responseCode = "400", description = "upload/bad-source")
    @APIResponse(
            responseCode = "403",
            description = "upload/source-refused: not a public address, or not an allowed one")
    @APIResponse(responseCode = "409", description = "upload/key-in-use")
    @APIResponse(responseCode = "422", description = "upload/invalid-text, upload/key-reused, platform/unknown-member")
    @APIResponse(responseCode = "429", description = "upload/too-many")
    @APIResponse(responseCode = "507", description = "upload/no-space, upload/quota")
    public RestResponse<UploadStatus> begin(
            Import wish,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
            @Context HttpServerRequest request) {
        Origin origin = origin(wish.source());
        String metadata = wish.metadata(nameIn(origin.url()), null);
        VideoId id = keys.once(
                IdempotencyKeys.Key.of(
                        idempotencyKey, "url", origin.url(), new TreeMap<>(origin.headers()).toString(), metadata),
                IdempotencyKeys.Found::id,
                claim -> {
                    String client = Sender.of(request);
                    VideoId begun =
                            imports.create(origin, metadata, client, claim).id();
                    imports.start(begun, client);
                    return begun;
                });
        return accepted(id);
    }

    private RestResponse<UploadStatus> accepted(VideoId id) {
        return ResponseBuilder.create(RestResponse.Status.ACCEPTED, UploadStatus.of(id, uploads.require(id)))
                .header(HttpHeaders.LOCATION, Addresses.ofUpload(id.toString()))
                .build();
    }

    private static Origin origin(@Nullable Source source) {
        if (source == null || source.url() == null || !"url".equals(source.type())) {
            throw bad("\"source\" must be {\"type\": \"url\", \"url\": \"https://…\"}.");
        }
        Map<String, String> headers = source.headers() == null ? Map.of() : source.headers();
        if (source.url().length() > MAX_URL || headers.size() > MAX_HEADERS) {
            throw bad("An address has at most " + MAX_URL + " characters, and at most " + MAX_HEADERS
                    + " headers are sent along.");
        }
        headers.forEach(ImportsResource::requireHeader);
        return new Origin(source.url().strip(), headers, "");
    }

    private static void requireHeader(String name, @Nullable String value) {
        if (value == null
                || value.length() > MAX_HEADER
                || !NAME.matcher(name).matches()
                || !VALUE.matcher(value).matches()) {
            throw bad("The header \"" + name + "\" can't be sent: printable ASCII, at most " + MAX_HEADER
                    + " characters.");
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw bad("The header \"" + name + "\" is this server's own.");
        }
    }

    /** The last part of the address's path. */
    private static String nameIn(String url) {
        String path = url.replaceFirst("[?#].*", "").replaceFirst("^[^:/]*://[^/]*", "");
        String name = path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B");
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static ProblemException bad(String sentence) {
        return new ProblemException(UploadError.BAD_SOURCE, sentence);
    }
}
