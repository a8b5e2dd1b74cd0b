package io.vitascope.upload;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.VideoText;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** HTTP door: what an upload is held to, for whoever wants to know before sending. */
@Path(Addresses.UPLOADS + "/limits")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Uploads")
final class LimitsResource {

    private final UploadLimits limits;
    private final UploadConfig config;
    private final ImportConfig imports;
    private final DirectUploads directs;
    private final Quota quota;

    LimitsResource(UploadLimits limits, UploadConfig config, ImportConfig imports, DirectUploads directs, Quota quota) {
        this.quota = quota;
        this.limits = limits;
        this.config = config;
        this.imports = imports;
        this.directs = directs;
    }

    /**
     * Limits, and how much of them is used now.
     *
     * @param maxDurationMs absent when there is none
     * @param maxStoredBytes of the sources of all videos together; absent when there is no quota
     * @param storedBytes of them, now
     * @param availableBytes what the disk takes before the reserve is touched
     * @param maxActive requests with bytes at a time, in this process
     * @param maxActivePerClient of them, those of one network address
     * @param maxPerClient uploads under way of one network address
     * @param refusedTypes media types that are refused by name; all others are decided by the bytes
     * @param expiresAfterMs without new bytes
     * @param urlImport whether files are fetched from addresses that clients name
     * @param directUpload whether files can be sent straight to the bucket
     */
    @Schema(name = "UploadLimits")
    record Limits(
            long maxSizeBytes,
            @Nullable Long maxDurationMs,
            @Nullable Long maxStoredBytes,
            long storedBytes,
            long availableBytes,
            int maxActive,
            int active,
            int maxActivePerClient,
            int maxPerClient,
            long ofThisClient,
            List<String> refusedTypes,
            long expiresAfterMs,
            boolean urlImport,
            boolean directUpload,
            int maxTitleCharacters,
            int maxDescriptionCharacters,
            int maxTags,
            int maxTagCharacters) {}

    @GET
    @Blocking
    @Operation(operationId = "uploadLimits", summary = "What an upload is held to")
    @APIResponse(responseCode = "200", description = "The limits, and how much of them is used now")
    public Limits limits(@Context HttpServerRequest request) {
        return new Limits(
                limits.maxBytes(),
                config.maxDuration().map(Duration::toMillis).orElse(null),
                quota.limitBytes().isPresent() ? quota.limitBytes().getAsLong() : null,
                quota.storedBytes(),
                limits.space().availableBytes(),
                config.maxActive(),
                limits.active(),
                config.maxActivePerClient(),
                config.maxPerClient(),
                limits.underWay(Sender.of(request)),
                config.refusedTypes().stream().sorted().toList(),
                config.expiry().toMillis(),
                imports.enabled(),
                directs.areOffered(),
                VideoText.MAX_TITLE,
                VideoText.MAX_DESCRIPTION,
                VideoText.MAX_TAGS,
                VideoText.MAX_TAG);
    }
}
