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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** HTTP door: the form of {@link UploadsResource}; {@link ImportsResource}, at the same address, describes both. */
@Path(Addresses.VIDEOS)
final class VideoFormsResource {

    private final FormUploads forms;
    private final Bodies bodies;

    VideoFormsResource(FormUploads forms, Bodies bodies) {
        this.forms = forms;
        this.bodies = bodies;
    }

    @POST
    @Blocking
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(hidden = true)
    public RestResponse<UploadsResource.Uploaded> upload(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long contentLength,
            @HeaderParam(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
            @Context HttpServerRequest request) {
        return bodies.reading(
                request,
                form -> UploadsResource.Uploaded.created(
                        forms.receive(form, contentType, contentLength, idempotencyKey, Sender.of(request))));
    }
}
