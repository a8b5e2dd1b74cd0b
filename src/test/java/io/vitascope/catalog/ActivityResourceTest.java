package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class ActivityResourceTest {

    private static final String ACTIVITY = "/api/v1/activity";

    @Inject
    Catalog catalog;

    @Test
    void failuresComeWithTheirReasonAndWhetherARetryHelps() {
        VideoId id = arrived("Broken");
        catalog.learned(id, 1, run -> run.failed(new Failure("processing/stalled", "It stood still.", true)));
        JsonPath activity = activity();
        Map<String, Object> failure = activity.getMap("failures.items.find { it.id == '" + id + "' }.failure");
        assertThat(failure)
                .containsEntry("code", "processing/stalled")
                .containsEntry("detail", "It stood still.")
                .containsEntry("retryable", true);
        assertThat(activity.getLong("failures.total_count")).isEqualTo(activity.getLong("videos.failed"));
    }

    @Test
    void bytesAreCountedUntilTheVideoIsDeleted() {
        JsonPath before = activity();
        VideoId id = arrived("Counted");
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", Facts.measured(1), 5_100, List.of()));
        JsonPath there = activity();
        assertThat(grown(before, there, "storage.original_bytes")).isEqualTo(1_000);
        assertThat(grown(before, there, "storage.rendition_bytes")).isEqualTo(600_000);
        assertThat(grown(before, there, "videos.ready")).isEqualTo(1);
        catalog.delete(id, Revisions.ANY);
        JsonPath after = activity();
        assertThat(grown(before, after, "storage.original_bytes")).isZero();
        assertThat(grown(before, after, "storage.rendition_bytes")).isZero();
        assertThat(after.getLong("storage.usable_bytes")).isPositive();
    }

    @Test
    void whatIsInTheTrashIsListedUntilItIsBroughtBack() {
        VideoId id = arrived("Thrown away");
        given().queryParam("undo", "1h").delete("/api/v1/videos/{id}", id.toString());
        given().get("/api/v1/trash")
                .then()
                .statusCode(200)
                .body("items.id", hasItem(id.toString()))
                .body("items.find { it.id == '" + id + "' }.title", equalTo("Thrown away"));
        given().get(ACTIVITY).then().body("videos.trashed", greaterThan(0));
        given().post("/api/v1/videos/{id}/restore", id.toString());
        given().get("/api/v1/trash").then().body("items.id", not(hasItem(id.toString())));
    }

    @Test
    void theQueueAndToolsAreThereThoughNobodyWorks() {
        JsonPath activity = activity();
        assertThat(activity.getInt("queue.running_count")).isZero();
        assertThat(activity.getList("links.href")).contains("/q/metrics", "/q/swagger-ui/");
        assertThat(activity.getList("links.name")).containsExactly("api", "metrics", "health", "kafka-ui");
        assertThat(activity.getList("links.href")).endsWith("http://kafka-ui.example");
    }

    @Test
    void aPageOfAVideoCanBeShownElsewhere() {
        VideoId id = arrived("Sea & \"Lake\"");
        String root = "http://localhost:" + RestAssured.port;
        String page = root + "/watch/" + id;
        given().queryParam("url", page)
                .queryParam("maxwidth", 640)
                .get("/oembed")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=300")
                .body("type", equalTo("video"))
                .body("version", equalTo("1.0"))
                .body("width", equalTo(640))
                .body("height", equalTo(360))
                .body(
                        "html",
                        equalTo("<iframe src=\"" + root + "/embed/" + id + "\" width=\"640\" height=\"360\""
                                + " title=\"Sea &amp; &quot;Lake&quot;\""
                                + " allow=\"autoplay; picture-in-picture\" allowfullscreen"
                                + " style=\"border:0\"></iframe>"));
        catalog.learned(id, 1, run -> run.posterReady("videos/" + id + "/g1/poster.jpg"));
        given().queryParam("url", page)
                .queryParam("maxwidth", 101)
                .get("/oembed")
                .then()
                .body("thumbnail_width", equalTo(100))
                .body("thumbnail_height", equalTo(56));
        given().queryParam("url", page)
                .queryParam("maxwidth", 10)
                .get("/oembed")
                .then()
                .statusCode(200)
                .body("width", equalTo(10))
                .body("$", not(hasKey("thumbnail_url")));
        given().queryParam("url", page + "?list=7&t=1m30s")
                .get("/oembed")
                .then()
                .body("html", containsString("/embed/" + id + "?t=1m30s\" width"));
        given().queryParam("url", page)
                .queryParam("format", "xml")
                .get("/oembed")
                .then()
                .statusCode(200)
                .contentType("text/xml")
                .body("oembed.width", equalTo("1280"));
        for (String other : List.of("", "https://example.com/watch/" + id, root + "/watch", "::")) {
            given().queryParam("url", other)
                    .get("/oembed")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("catalog/bad-oembed"));
        }
        given().queryParam("url", root + "/watch/" + VideoId.create(7))
                .get("/oembed")
                .then()
                .statusCode(404);
    }

    private static JsonPath activity() {
        return given().get(ACTIVITY).then().statusCode(200).extract().jsonPath();
    }

    private static long grown(JsonPath before, JsonPath after, String path) {
        return after.getLong(path) - before.getLong(path);
    }

    private VideoId arrived(String title) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        catalog.arrived(Facts.arrival(id, title, List.of(), now));
        return id;
    }
}
