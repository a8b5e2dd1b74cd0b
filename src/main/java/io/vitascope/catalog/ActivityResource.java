package io.vitascope.catalog;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What goes on, over HTTP, in one answer. */
@Path("/api/v1/activity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation", description = "For those who operate the service")
final class ActivityResource {

    private final Activity activity;
    private final LinksConfig links;

    ActivityResource(Activity activity, LinksConfig links) {
        this.activity = activity;
        this.links = links;
    }

    @GET
    @Operation(
            operationId = "getActivity",
            summary = "See what goes on",
            description =
                    "Queue and running work, what has failed and whether a retry may help, storage, links to tools."
                            + " Versions are at /q/info.")
    @APIResponse(
            responseCode = "200",
            description = "As it is now",
            content = @Content(schema = @Schema(implementation = ActivityJson.class)))
    public RestResponse<ActivityJson> activity() {
        VideoStore.Counts counts = activity.counts();
        VideoStore.Bytes bytes = activity.bytes();
        VideoPage<LiveVideo> failures = activity.failures();
        ActivityJson body = new ActivityJson(
                activity.queue().map(ActivityResource::json).orElse(null),
                new ActivityJson.FailuresJson(
                        failures.totalCount(),
                        failures.items().stream()
                                .map(ActivityJson.FailedJson::of)
                                .toList()),
                new ActivityJson.VideosJson(
                        counts.videos(), counts.processing(), counts.ready(), counts.failed(), counts.trashed()),
                new ActivityJson.StorageJson(bytes.uploaded(), bytes.made(), activity.usableBytes()),
                links());
        return RestResponse.ResponseBuilder.ok(body)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static ActivityJson.QueueJson json(Activity.Queue queue) {
        return new ActivityJson.QueueJson(
                queue.jobs().running(),
                queue.jobs().queued(),
                queue.jobs().longestWait().toMillis() / 1_000.0,
                queue.in(Job.State.RUNNING).stream()
                        .map(ActivityJson.WorkJson::of)
                        .toList(),
                queue.in(Job.State.QUEUED).stream()
                        .map(ActivityJson.WorkJson::of)
                        .toList());
    }

    private List<ActivityJson.LinkJson> links() {
        List<ActivityJson.LinkJson> found = new ArrayList<>();
        found.add(new ActivityJson.LinkJson("api", "/q/swagger-ui/"));
        found.add(new ActivityJson.LinkJson("metrics", "/q/metrics"));
        found.add(new ActivityJson.LinkJson("health", "/q/health"));
        Map<String, Optional<URI>> configured = Map.of(
                "kafka-ui", links.kafkaUi(), "redis-commander", links.redisCommander(), "grafana", links.grafana());
        configured.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(link -> link.getValue()
                .ifPresent(href -> found.add(new ActivityJson.LinkJson(link.getKey(), href.toString()))));
        return found;
    }
}
