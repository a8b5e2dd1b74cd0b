package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vitascope.kernel.VideoId;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BatchTest {

    private static final String VIDEO = "/api/v1/videos/{id}";

    private final Catalog catalog;

    BatchTest(Catalog catalog) {
        this.catalog = catalog;
    }

    @Test
    void aBatchAnswersForEachVideoByItself() {
        VideoId first = Facts.ready(catalog, "Sea", List.of("water", "old"));
        VideoId second = Facts.ready(catalog, "Lake", List.of());
        String nobody = VideoId.create(6).toString();
        batch("{\"action\": \"tag\", \"add_tags\": [\"Blue\"], \"remove_tags\": [\"OLD\"], \"ids\": [\"" + first
                        + "\", \"" + nobody + "\", \"" + second + "\", \"" + first + "\"]}")
                .statusCode(200)
                .body("results.id", contains(first.toString(), nobody, second.toString()))
                .body("results.ok", contains(true, false, true))
                .body("results[1].problem.code", equalTo("catalog/video-not-found"))
                .body("results[0].problem", nullValue())
                .body("succeeded", equalTo(2))
                .body("failed", equalTo(1));
        given().get(VIDEO, first.toString()).then().body("tags", contains("water", "blue"));
        String both = "\"ids\": [\"" + first + "\", \"" + second + "\"]}";
        batch("{\"action\": \"retry\", " + both)
                .body("results.problem.code", contains("catalog/not-failed", "catalog/not-failed"));
        batch("{\"action\": \"delete\", \"undo\": \"1h\", " + both).body("succeeded", equalTo(2));
        given().get(VIDEO, first.toString()).then().statusCode(404);
        batch("{\"action\": \"restore\", " + both).body("succeeded", equalTo(2));
        given().get(VIDEO, first.toString()).then().statusCode(200);
    }

    @Test
    void aBatchThatIsNotUnderstoodDoesNothing() {
        for (String body : List.of(
                "{\"action\": \"paint\", \"ids\": [\"x\"]}",
                "{\"action\": \"delete\"}",
                "{\"action\": \"delete\", \"ids\": []}",
                "{\"action\": \"delete\", \"state\": \"failed\"}",
                "{\"action\": \"retry\", \"undo\": \"30s\", \"ids\": [\"x\"]}",
                "{\"action\": \"tag\", \"ids\": [\"x\"]}")) {
            batch(body).statusCode(422).body("code", equalTo("catalog/batch-refused"));
        }
    }

    private static ValidatableResponse batch(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/videos/batch")
                .then();
    }
}
