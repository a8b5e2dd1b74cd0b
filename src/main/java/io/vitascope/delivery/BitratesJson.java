package io.vitascope.delivery;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where in a video its bytes are, as HTTP clients see it. */
@Schema(name = "Bitrates")
@RegisterForReflection
record BitratesJson(
        @Schema(description = "Those that are whole, in the order of the multivariant playlist")
        List<Rendition> renditions) {

    @Schema(name = "RenditionBitrates")
    @RegisterForReflection
    record Rendition(
            String name,

            @Schema(
                    description =
                            "One after the other, at most 600 whatever the video's length: a segment, or some in a row")
            List<Span> spans) {}

    @Schema(name = "BitrateSpan")
    @RegisterForReflection
    record Span(long startMs, long durationMs, long sizeBytes) {}
}
