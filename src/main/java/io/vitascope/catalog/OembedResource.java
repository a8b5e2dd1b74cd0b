package io.vitascope.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.kernel.VideoId;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** How other sites show a video whose address somebody has pasted there. Source: oembed.com, version 1.0. */
@Path("/oembed")
@Tag(name = "Videos")
final class OembedResource {

    private static final Pattern ADDRESS = Pattern.compile("/(?:watch|embed|api/v1/videos)/([0-9a-f-]{36})(?:/[^/]*)?");

    private static final Pattern BEGINNING = Pattern.compile("[?&]t=([0-9hms:.]{1,12})(?=[&#]|$)");

    private final Catalog catalog;
    private final ObjectMapper json;

    OembedResource(Catalog catalog, ObjectMapper json) {
        this.catalog = catalog;
        this.json = json;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, "text/xml"})
    @Operation(
            operationId = "getOembed",
            summary = "How to show a video on another site",
            description = "oEmbed 1.0. The page of a video names this address in a Link header.")
    @APIResponse(
            responseCode = "200",
            description = "An iframe with the player for other sites, and a picture",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class)),
                @Content(mediaType = "text/xml")
            })
    @APIResponse(responseCode = "400", description = "catalog/bad-oembed")
    @APIResponse(responseCode = "404", description = "catalog/video-not-found")
    public RestResponse<String> oembed(
            @Parameter(
                            description = "Address of a video's page, on this server",
                            required = true,
                            example = "http://localhost:8080/watch/" + VideoId.EXAMPLE)
                    @QueryParam("url")
                    @DefaultValue("")
                    String url,
            @Parameter(
                            schema =
                                    @Schema(
                                            enumeration = {"json", "xml"},
                                            defaultValue = "json"))
                    @QueryParam("format")
                    @DefaultValue("json")
                    String format,
            @Parameter(description = "Pixels", schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @QueryParam("maxwidth")
                    @DefaultValue("")
                    String maxWidth,
            @Parameter(description = "Pixels", schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @QueryParam("maxheight")
                    @DefaultValue("")
                    String maxHeight,
            @Context UriInfo request) {
        Video video = catalog.get(Catalog.id(id(url, request.getBaseUri())));
        Map<String, Object> members = Oembed.of(
                video, request.getBaseUri().resolve("/"), beginning(url), Oembed.Box.parse(maxWidth, maxHeight));
        String body =
                switch (format) {
                    case "json" -> text(members);
                    case "xml" -> Oembed.xml(members);
                    default -> throw Oembed.refused("format is json or xml, not \"" + format + "\".");
                };
        return RestResponse.ResponseBuilder.ok(body)
                .header(
                        HttpHeaders.CONTENT_TYPE,
                        (format.equals("xml") ? "text/xml" : "application/json") + ";charset=UTF-8")
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .build();
    }

    /**
     * Where whoever shared the address wants it to begin, as the page's own addresses say it; all else stays out of the
     * code.
     */
    private static String beginning(String url) {
        Matcher matcher = BEGINNING.matcher(url);
        return matcher.find() ? "?t=" + matcher.group(1) : "";
    }

    /** Videos of another server are not answered for. */
    private static String id(String url, URI base) {
        try {
            URI address = URI.create(url);
            Matcher matcher = ADDRESS.matcher(address.getPath() == null ? "" : address.getPath());
            boolean here =
                    address.getAuthority() == null || address.getAuthority().equals(base.getAuthority());
            if (here && matcher.matches()) {
                return matcher.group(1);
            }
        } catch (IllegalArgumentException noAddress) {
            // told below, like an address of something else
        }
        throw Oembed.refused("url must be the address of a video's page on " + base + ", such as " + base + "watch/"
                + VideoId.EXAMPLE + ", not \"" + url + "\".");
    }

    private String text(Map<String, Object> members) {
        try {
            return json.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
