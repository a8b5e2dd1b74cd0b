package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What goes on in the service, for those who operate it. */
@Schema(name = "Activity")
@RegisterForReflection
record ActivityJson(
        @Schema(description = "Absent when the processing room does not answer") @Nullable
        QueueJson queue,

        FailuresJson failures,
        VideosJson videos,
        StorageJson storage,

        @Schema(description = "To tools beside the service; those that are not configured are absent")
        List<LinkJson> links) {

    /** @param waiting the next first, the first 50 */
    @Schema(name = "Queue")
    @RegisterForReflection
    record QueueJson(
            long runningCount,
            long queuedCount,

            @Schema(description = "How long the first in the queue has waited; 0 when none waits")
            double longestWaitSeconds,

            List<WorkJson> running,
            List<WorkJson> waiting) {}

    @Schema(name = "Work")
    @RegisterForReflection
    record WorkJson(
            String id,
            String title,
            String poster,
            Instant createdAt,
            long durationMs,
            boolean playable,

            @Schema(description = "0 to 100; absent when unknown") @Nullable
            Double progress,

            VideoJson.@Nullable Processing processing,
            List<ProgressJson.RenditionProgressJson> renditions) {

        static WorkJson of(LiveVideo live) {
            ProgressJson progress = ProgressJson.of(live);
            return new WorkJson(
                    progress.id(),
                    live.video().title(),
                    "/api/v1/videos/" + progress.id() + "/poster.jpg",
                    live.video().createdAt(),
                    live.video().durationMs(),
                    progress.playable(),
                    progress.progress(),
                    progress.processing(),
                    progress.renditions());
        }
    }

    /** @param items the newest uploads first, the first 50 */
    @Schema(name = "Failures")
    @RegisterForReflection
    record FailuresJson(long totalCount, List<FailedJson> items) {}

    @Schema(name = "FailedVideo")
    @RegisterForReflection
    record FailedJson(
            String id,
            String title,
            Instant createdAt,
            Instant updatedAt,

            @Schema(description = "What is finished plays all the same")
            boolean playable,

            VideoJson.@Nullable FailureJson failure) {

        static FailedJson of(LiveVideo live) {
            VideoJson whole = VideoJson.of(live);
            return new FailedJson(
                    whole.id(), whole.title(), whole.createdAt(), whole.updatedAt(), whole.playable(), whole.failure());
        }
    }

    @Schema(name = "VideoCounts")
    @RegisterForReflection
    record VideosJson(long total, long processing, long ready, long failed, long trashed) {}

    @Schema(name = "StorageUse")
    @RegisterForReflection
    record StorageJson(
            @Schema(description = "Uploaded files") long originalBytes,

            @Schema(description = "Tracks of finished renditions; their files for downloading take about as much again")
            long renditionBytes,

            @Schema(description = "What may still be written to the volume of the data folder")
            long usableBytes) {}

    @Schema(name = "ToolLink")
    @RegisterForReflection
    record LinkJson(@Schema(examples = "kafka-ui") String name, String href) {}
}
