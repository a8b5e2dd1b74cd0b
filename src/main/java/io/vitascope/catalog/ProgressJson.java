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

        @Schema(description = "Of the video that this belongs to; drop it where a newer one is known")
        long revision,

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
        Video video = live.video();
        return new ProgressJson(
                video.id().toString(),
                video.revision(),
                video.state().word(),
                video.playable(),
                live.progressPercent().map(VideoJson::tenths).orElse(null),
                live.job().map(VideoJson::processing).orElse(null),
                live.renditions().stream()
                        .map(one -> new RenditionProgressJson(
                                one.rendition().name(),
                                one.state().word(),
                                one.percent().map(VideoJson::tenths).orElse(null),
                                VideoJson.hundredths(one.speed()),
                                one.etaSeconds() > 0 ? one.etaSeconds() : null))
                        .toList());
    }
}
