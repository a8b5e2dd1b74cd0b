package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeletionsTest {

    private static final String VIDEO = "/api/v1/videos/{id}";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Catalog catalog;
    private final Trash trash;
    private final OverdueVideos overdue;
    private final RedisDataSource redis;

    DeletionsTest(Catalog catalog, Trash trash, OverdueVideos overdue, RedisDataSource redis) {
        this.catalog = catalog;
        this.trash = trash;
        this.overdue = overdue;
        this.redis = redis;
    }

    @Test
    void aDeletedVideoIsGoneForEverybodyAndDeletingAgainIsNoError() {
        String tag = "tag-" + VideoId.create(0);
        VideoId id = Facts.ready(catalog, "Sea", List.of(tag));
        given().delete(VIDEO, id.toString()).then().statusCode(204);
        given().delete(VIDEO, id.toString()).then().statusCode(204);
        given().get(VIDEO, id.toString()).then().statusCode(404).body("code", equalTo("catalog/video-not-found"));
        given().contentType(MERGE_PATCH)
                .body("{}")
                .patch(VIDEO, id.toString())
                .then()
                .statusCode(404);
        given().queryParam("tag", tag).get("/api/v1/videos").then().body("total_count", equalTo(0));
    }

    @Test
    void noEventBringsADeletedVideoBack() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        given().delete(VIDEO, id.toString()).then().statusCode(204);
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        catalog.learned(id, 2, run -> run.completed("g2", Facts.measured(2), 1, List.of()));
        given().get(VIDEO, id.toString()).then().statusCode(404);
    }

    @Test
    void aDeletionCanBeUndoneAsIfNothingHadBeen() {
        String tag = "tag-" + VideoId.create(4);
        VideoId id = Facts.ready(catalog, "Sea", List.of(tag));
        catalog.viewed(id, "somebody");
        String before = given().get(VIDEO, id.toString()).asString();
        given().queryParam("undo", "30s")
                .delete(VIDEO, id.toString())
                .then()
                .statusCode(200)
                .body("id", equalTo(id.toString()))
                .body("title", equalTo("Sea"))
                .body("restore", equalTo("/api/v1/videos/" + id + "/restore"));
        given().get(VIDEO, id.toString()).then().statusCode(404);
        for (String list : List.of("tag=" + tag, "q=" + tag)) {
            given().get("/api/v1/videos?sort=-views&" + list).then().body("total_count", equalTo(0));
        }
        given().post(VIDEO + "/restore", id.toString()).then().statusCode(200).header("ETag", "\"2-1\"");
        given().post(VIDEO + "/restore", id.toString()).then().statusCode(200);
        assertThat(given().get(VIDEO, id.toString()).asString()).isEqualTo(before);
        given().get("/api/v1/videos?sort=-views&tag=" + tag).then().body("items.id", contains(id.toString()));
    }

    @Test
    void whatIsInTheTrashLearnsOn() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
        given().queryParam("undo", "7d").delete(VIDEO, id.toString()).then().statusCode(200);
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", Facts.measured(1), 5_100, List.of()));
        given().get(VIDEO, id.toString()).then().statusCode(404);
        given().post(VIDEO + "/restore", id.toString()).then().statusCode(200).body("state", equalTo("ready"));
    }

    @Test
    void aVideoThatCannotBeDeletedIsInNobodysWay() {
        // The house goes by the time of Redis.
        Instant before = Instant.now().minusSeconds(1);
        VideoId unreadable = VideoId.create(0);
        redis.value(String.class).set("vitascope:video:" + unreadable, "not a video");
        redis.sortedSet(String.class).zadd(Trash.TRASH, 0, unreadable.toString());
        redis.sortedSet(String.class).zadd(VideoIndexes.DEADLINES, 0, unreadable.toString());
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        catalog.trash(id, Instant.now().minusSeconds(1), Revisions.ANY);
        try {
            trash.empty();
            overdue.realign();
            assertThat(catalog.find(id)).isEmpty();
            for (String key : List.of(Trash.TRASH, VideoIndexes.DEADLINES)) {
                assertThat(redis.sortedSet(String.class)
                                .zscore(key, unreadable.toString())
                                .orElseThrow())
                        .isGreaterThanOrEqualTo(before.plusSeconds(60).toEpochMilli());
            }
        } finally {
            redis.key().del("vitascope:video:" + unreadable);
            redis.sortedSet(String.class).zrem(Trash.TRASH, unreadable.toString());
            redis.sortedSet(String.class).zrem(VideoIndexes.DEADLINES, unreadable.toString());
        }
    }

    @Test
    void theTrashIsReadPageByPageAndWhatGoesNextComesFirst() {
        Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            VideoId id = Facts.ready(catalog, "Sea", List.of());
            all.add(id.toString());
            // One request deletes many, so many go at the same moment.
            catalog.trash(id, i < 5 ? soon : soon.plusSeconds(i), Revisions.ANY);
        }
        all.subList(0, 5).sort(Comparator.naturalOrder());
        List<String> seen = new ArrayList<>();
        String cursor = "";
        boolean first = true;
        do {
            JsonPath page = given().queryParam("limit", 2)
                    .queryParam("cursor", cursor)
                    .get("/api/v1/trash")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.id"));
            assertThat(page.getLong("total_count")).isGreaterThanOrEqualTo(all.size() - (first ? 0 : 1));
            if (first) {
                catalog.delete(VideoId.parse(page.getString("items[1].id")), Revisions.ANY);
            }
            first = false;
            cursor = page.getString("next_cursor");
        } while (cursor != null);
        assertThat(seen).containsSubsequence(all).doesNotHaveDuplicates();
        all.forEach(id -> catalog.delete(VideoId.parse(id), Revisions.ANY));
        for (String bad : List.of("limit=0", "limit=501")) {
            given().get("/api/v1/trash?" + bad).then().statusCode(400).body("code", equalTo("catalog/bad-page"));
        }
        given().get("/api/v1/trash?cursor=x").then().statusCode(400).body("code", equalTo("catalog/bad-cursor"));
    }

    @Test
    void theTrashIsEmptiedWhenItsTimeHasCome() {
        VideoId id = Facts.ready(catalog, "Sea", List.of());
        given().queryParam("undo", "1s").delete(VIDEO, id.toString()).then().statusCode(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !given().get("/api/v1/trash").asString().contains(id.toString()));
        given().post(VIDEO + "/restore", id.toString())
                .then()
                .statusCode(409)
                .body("code", equalTo("catalog/not-restorable"));
        given().post(VIDEO + "/restore", VideoId.create(5).toString()).then().statusCode(404);
        for (String undo : List.of("0s", "31d", "soon", "-5s", "PT-5S")) {
            given().queryParam("undo", undo)
                    .delete(VIDEO, id.toString())
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("catalog/bad-undo"));
        }
    }
}
