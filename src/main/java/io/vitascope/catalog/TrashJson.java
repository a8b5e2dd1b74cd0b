package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A video in the trash as HTTP clients see it. */
@Schema(name = "TrashedVideo")
@RegisterForReflection
record TrashJson(
        String id,
        String title,

        @Schema(description = "Until then it can be brought back; then it is deleted")
        Instant restorableUntil,

        @Schema(description = "Where a POST brings it back") String restore) {

    static TrashJson of(Video video, Instant until) {
        return new TrashJson(video.id().toString(), video.title(), until, "/api/v1/videos/" + video.id() + "/restore");
    }
}
