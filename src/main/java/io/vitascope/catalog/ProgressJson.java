package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far a video has come, with the members that it has in {@link VideoJson}. */
@Schema(name = "VideoProgress")
@RegisterForReflection
record ProgressJson(
        String id,
        String state,
        boolean playable,
        @Nullable Double progress,
        VideoJson.@Nullable Processing processing,
        List<RenditionProgressJson> renditions) {

    @Schema(name = "RenditionProgress")
    @RegisterForReflection
    record RenditionProgressJson(
            String name,
            String state,
            @Nullable Double progress,
            @Nullable Double speed,
            @Nullable Long etaSeconds) {}

    static ProgressJson of(LiveVideo live) {
        VideoJson whole = VideoJson.of(live);
        return new ProgressJson(
                whole.id(),
                whole.state(),
                whole.playable(),
                whole.progress(),
                whole.processing(),
                whole.renditions().stream()
                        .map(rendition -> new RenditionProgressJson(
                                rendition.name(),
                                rendition.state(),
                                rendition.progress(),
                                rendition.speed(),
                                rendition.etaSeconds()))
                        .toList());
    }
}
