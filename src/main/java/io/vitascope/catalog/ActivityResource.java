package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.Scratch;
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
import org.jspecify.annotations.Nullable;

/** What goes on, over HTTP, in one answer. */
@Path("/api/v1/activity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation", description = "For those who operate the service")
final class ActivityResource {

    private static final int MOST = 50;

    private final VideoStore store;
    private final LiveVideos videos;
    private final ProcessingClient processing;
    private final Scratch scratch;
    private final CatalogConfig config;
    private final LinksConfig links;

    ActivityResource(
            VideoStore store,
            LiveVideos videos,
            ProcessingClient processing,
            Scratch scratch,
            CatalogConfig config,
            LinksConfig links) {
        this.store = store;
        this.videos = videos;
        this.processing = processing;
        this.scratch = scratch;
        this.config = config;
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
        VideoStore.Totals totals = store.totals();
        VideoQuery failed = VideoQuery.parse("-created_at", Video.State.FAILED.word(), List.of(), 1, MOST, "");
        VideoPage<LiveVideo> failures = videos.page(failed);
        ActivityJson body = new ActivityJson(
                queue(),
                new ActivityJson.FailuresJson(
                        failures.totalCount(),
                        failures.items().stream()
                                .map(ActivityJson.FailedJson::of)
                                .toList()),
                new ActivityJson.VideosJson(
                        totals.videos(), totals.processing(), totals.ready(), totals.failed(), totals.trashed()),
                new ActivityJson.StorageJson(totals.sourceBytes(), totals.madeBytes(), scratch.usableBytes()),
                links());
        return RestResponse.ResponseBuilder.ok(body)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private ActivityJson.@Nullable QueueJson queue() {
        try {
            ProcessingClient.OpenJobs open = processing.openJobs(MOST, config.progressPatience());
            List<LiveVideo> work = videos.working(open.jobs());
            return new ActivityJson.QueueJson(
                    open.running(),
                    open.queued(),
                    open.longestWait().toMillis() / 1_000.0,
                    inState(work, Job.State.RUNNING),
                    inState(work, Job.State.QUEUED));
        } catch (ProblemException away) {
            return null;
        }
    }

    private static List<ActivityJson.WorkJson> inState(List<LiveVideo> work, Job.State state) {
        return work.stream()
                .filter(live -> live.job().filter(job -> job.state() == state).isPresent())
                .map(ActivityJson.WorkJson::of)
                .toList();
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
