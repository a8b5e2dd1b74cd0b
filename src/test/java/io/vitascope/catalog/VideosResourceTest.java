package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VideosResourceTest {

    private static final String VIDEO = "/api/v1/videos/{id}";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Catalog catalog;

    VideosResourceTest(Catalog catalog) {
        this.catalog = catalog;
    }

    @Test
    void aVideoIsShownWithAllThatIsKnown() {
        VideoId id = Facts.ready(catalog, "Sea", List.of("water"));
        given().get(VIDEO, id.toString())
                .then()
                .statusCode(200)
                .header("ETag", "\"2-0\"")
                .body("id", equalTo(id.toString()))
                .body("title", equalTo("Sea"))
                .body("tags", contains("water"))
                .body("state", equalTo("ready"))
                .body("playable", equalTo(true))
                .body("progress", equalTo(100.0f))
                .body("duration_ms", equalTo(5_100))
                .body("width", equalTo(1280))
                .body("views", equalTo(0))
                .body("renditions[0].name", equalTo("720p"))
                .body("renditions[0].state", equalTo("ready"))
                .body("renditions[0].average_bandwidth", equalTo(900_000))
                .body("failure", nullValue())
                .body("links.self", equalTo("/api/v1/videos/" + id))
                .body("links.hls", equalTo("/api/v1/videos/" + id + "/hls/master.m3u8"))
                .body("links.dash", equalTo("/api/v1/videos/" + id + "/dash/manifest.mpd"));
    }

    @Test
    void theDescriptionOfTheApiHasTheMembersOfAVideo() {
        VideoId id = Facts.ready(catalog, "Sea", List.of("water"));
        Map<String, Object> video = given().get(VIDEO, id.toString()).jsonPath().getMap("$");
        Map<String, Object> described =
                given().get("/q/openapi?format=json").jsonPath().getMap("components.schemas.Video.properties");
        assertThat(described.keySet()).containsAll(video.keySet()).contains("updated_at", "duration_ms");
    }

    @Test
    void anUnchangedVideoIsNotSentAgain() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        String tag = given().get(VIDEO, id.toString()).header("ETag");
        given().header("If-None-Match", tag).get(VIDEO, id.toString()).then().statusCode(304);
        catalog.viewed(id, "somebody");
        given().header("If-None-Match", tag)
                .get(VIDEO, id.toString())
                .then()
                .statusCode(200)
                .body("views", equalTo(1));
    }

    @Test
    void anEditReplacesWhatItNames() {
        VideoId id = Facts.ready(catalog, "Sea", List.of("water"));
        given().contentType(MERGE_PATCH)
                .body("{\"title\": \"Lake\", \"tags\": null}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(200)
                .header("ETag", "\"3-0\"")
                .body("title", equalTo("Lake"))
                .body("tags", hasSize(0));
        given().contentType("application/json")
                .body("{\"description\": \"Calm.\"}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(200)
                .body("title", equalTo("Lake"))
                .body("description", equalTo("Calm."));
    }

    @Test
    void anEditOfAnOlderRevisionIsRefusedWithTheCurrentTag() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        String tag = given().get(VIDEO, id.toString()).header("ETag");
        catalog.viewed(id, "somebody");
        given().contentType(MERGE_PATCH)
                .header("If-Match", tag)
                .body("{\"title\": \"First\"}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(200);
        given().contentType(MERGE_PATCH)
                .header("If-Match", tag)
                .body("{\"title\": \"Second\"}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(412)
                .body("code", equalTo("catalog/stale-revision"))
                .body("etag", equalTo("\"3\""));
        given().header("If-Match", tag).delete(VIDEO, id.toString()).then().statusCode(412);
        given().get(VIDEO, id.toString()).then().body("title", equalTo("First"));
    }

    @Test
    void anEditOfWhatIsNotForEditingIsRefusedByName() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        given().contentType(MERGE_PATCH)
                .body("{\"views\": 1000000}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(422)
                .body("code", equalTo("catalog/member-refused"))
                .body("members", equalTo("views"));
        given().contentType(MERGE_PATCH)
                .body("{")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(400);
        given().contentType("text/plain")
                .body("x")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(415);
    }

    @Test
    void textThatIsNoIdNamesNoVideo() {
        for (String text : List.of("1", "..", "0190A5D0-AC96-774B-BCCE-B302099A8057")) {
            given().get(VIDEO, text).then().statusCode(404);
        }
    }

    @Test
    void aListLeadsToItsNeighbours() {
        String tag = "tag-" + VideoId.create(1);
        for (int i = 0; i < 3; i++) {
            Facts.ready(catalog, "Video " + i, List.of(tag));
        }
        given().queryParam("tag", tag)
                .queryParam("page", 2)
                .queryParam("page_size", 1)
                .queryParam("sort", "title")
                .get("/api/v1/videos")
                .then()
                .statusCode(200)
                .body("items.title", contains("Video 1"))
                .body("total_count", equalTo(3))
                .body("page", equalTo(2))
                .body("page_size", equalTo(1));
        List<String> links = given().queryParam("tag", tag)
                .queryParam("page", 2)
                .queryParam("page_size", 1)
                .get("/api/v1/videos")
                .headers()
                .getValues("Link");
        assertThat(links).hasSize(2);
        assertThat(links.get(0))
                .startsWith("</api/v1/videos?")
                .contains("page=3")
                .endsWith("rel=\"next\"");
        assertThat(links.get(1)).contains("page=1").endsWith("rel=\"prev\"");
        String cursor = given().queryParam("tag", tag)
                .queryParam("limit", 2)
                .queryParam("sort", "title")
                .get("/api/v1/videos")
                .then()
                .body("page", nullValue())
                .extract()
                .path("next_cursor");
        given().queryParam("tag", tag)
                .queryParam("limit", 2)
                .queryParam("cursor", cursor)
                .get("/api/v1/videos")
                .then()
                .body("items.title", contains("Video 2"))
                .body("next_cursor", nullValue());
    }

    @Test
    void aListThatCannotBeIsRefusedWithWhatCan() {
        given().queryParam("sort", "colour")
                .get("/api/v1/videos")
                .then()
                .statusCode(400)
                .body("code", equalTo("catalog/unknown-sort"))
                .body("detail", containsString("created_at, title, views, duration, size"));
        given().queryParam("state", "x").get("/api/v1/videos").then().statusCode(400);
        given().queryParam("cursor", "x")
                .get("/api/v1/videos")
                .then()
                .statusCode(400)
                .body("code", equalTo("catalog/bad-cursor"));
        given().queryParam("page", "x").get("/api/v1/videos").then().statusCode(400);
        given().queryParam("page_size", "101").get("/api/v1/videos").then().statusCode(400);
    }

    @Test
    void aSearchFindsWordsOfTheVideoThatAreOnlyBegun() {
        String word = "w" + VideoId.create(2).toString().replace("-", "");
        Facts.ready(catalog, "Été à la plage " + word, List.of("Rot-Grün"));
        Facts.ready(catalog, "Winter " + word, List.of());
        for (String search : List.of("ete " + word, word + " PLA", word + " grun", word + " rot mp4 plage")) {
            given().queryParam("q", search)
                    .get("/api/v1/videos")
                    .then()
                    .statusCode(200)
                    .body("items.title", contains("Été à la plage " + word))
                    .body("total_count", equalTo(1));
        }
        for (String search : List.of(word + " pla plage", "?!", word + " plages")) {
            given().queryParam("q", search).get("/api/v1/videos").then().body("total_count", equalTo(0));
        }
    }

    @Test
    void tagsAreCountedUntilNobodyHasThem() {
        String tag = "tag-" + VideoId.create(3);
        VideoId id = Facts.ready(catalog, "Sea", List.of(tag, tag + " b"));
        Facts.ready(catalog, "Lake", List.of(tag));
        given().queryParam("q", tag)
                .get("/api/v1/tags")
                .then()
                .statusCode(200)
                .body("items.tag", contains(tag, tag + " b"))
                .body("items.count", contains(2, 1));
        given().delete(VIDEO, id.toString()).then().statusCode(204);
        given().queryParam("q", tag)
                .get("/api/v1/tags")
                .then()
                .body("items.tag", contains(tag))
                .body("items.count", contains(1));
    }

    @Test
    void writtenChaptersTakeThePlaceOfThoseOfTheFileUntilTheyAreTakenBack() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        Chapter found = new Chapter(0, 5_100, "Found");
        catalog.learned(id, 1, run -> run.textReady(new SourceText(List.of(), List.of(found))));
        patch(
                        id,
                        "{\"title\": \"Lake\", \"chapters\": [{\"start_ms\": 2000, \"title\": \" The  end \"},"
                                + " {\"start_ms\": 0, \"end_ms\": 1, \"title\": \"Beginning\"}]}")
                .statusCode(200)
                .header("ETag", "\"4-0\"")
                .body("title", equalTo("Lake"))
                .body("chapters.title", contains("Beginning", "The end"))
                .body("chapters.start_ms", contains(0, 2_000))
                .body("chapters.end_ms", contains(2_000, 5_100));
        String file = given().get(VIDEO + "/chapters.vtt", id.toString()).asString();
        assertThat(file).contains("00:00:02.000 --> 00:00:05.100\nThe end");
        patch(id, "{\"chapters\": null}").body("chapters.title", contains("Found"));
        patch(id, "{\"chapters\": []}").body("chapters", hasSize(0));
    }

    @Test
    void theLastChapterEndsWithTheVideoAlsoWhereItsLengthIsKnownOnlyLater() {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), now));
        patch(id, "{\"chapters\": [{\"start_ms\": 0, \"title\": \"a\"}, {\"start_ms\": 4000, \"title\": \"b\"}]}")
                .body("chapters.end_ms", contains(4_000, 5_000));
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", Facts.measured(1), 61_000, List.of()));
        given().get(VIDEO, id.toString()).then().body("chapters.end_ms", contains(4_000, 61_000));
        assertThat(given().get(VIDEO + "/chapters.vtt", id.toString()).asString())
                .contains("00:00:04.000 --> 00:01:01.000\nb");
    }

    @Test
    void chaptersThatCannotBeAreRefusedByName() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        for (String chapters : List.of(
                "{}",
                "[{\"title\": \"Without a start\"}]",
                "[{\"start_ms\": -1, \"title\": \"x\"}]",
                "[{\"start_ms\": 0, \"title\": \"x\", \"image\": \"y\"}]",
                "[{\"start_ms\": 0, \"title\": \"  \"}]",
                "[{\"start_ms\": 0, \"title\": \"a\"}, {\"start_ms\": 0, \"title\": \"b\"}]",
                "[{\"start_ms\": 5100, \"title\": \"After the end\"}]")) {
            patch(id, "{\"chapters\": " + chapters + "}")
                    .statusCode(422)
                    .body("code", equalTo("catalog/chapters-refused"));
        }
        given().get(VIDEO, id.toString()).then().header("ETag", "\"2-0\"");
    }

    @Test
    void aVideoThatHasNotFailedIsNotProcessedAgainUnasked() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        given().post(VIDEO + "/retry", id.toString())
                .then()
                .statusCode(409)
                .body("code", equalTo("catalog/not-failed"));
        given().post(VIDEO + "/retry?force=yes", id.toString())
                .then()
                .statusCode(400)
                .body("code", equalTo("platform/invalid-parameter"));
    }

    private static ValidatableResponse patch(VideoId id, String body) {
        return given().contentType(MERGE_PATCH)
                .body(body)
                .patch(VIDEO, id.toString())
                .then();
    }
}
