package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vitascope.NobodyWorks;
import io.vitascope.SmallVideo;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class BatchRetryTest {

    private static final Failure CRASH = new Failure("processing/crashed", "It crashed.", true);

    @TempDir
    Path folder;

    @Inject
    Catalog catalog;

    @Test
    void allThatHaveFailedAreProcessedAgainByOneRequest() throws Exception {
        List<String> failed = List.of(failed(), failed());
        VideoId ready = Facts.ready(catalog, "Sea", List.of());

        ValidatableResponse answer = given().contentType("application/json")
                .body("{\"action\": \"retry\", \"state\": \"failed\"}")
                .post("/api/v1/videos/batch")
                .then()
                .statusCode(200)
                .body("succeeded", greaterThanOrEqualTo(2));

        for (String id : failed) {
            answer.body("results.find { it.id == '" + id + "' }.ok", equalTo(true));
            given().get("/api/v1/activity").then().body("queue.waiting.id", hasItem(id));
        }
        assertThat(answer.extract().<List<String>>path("results.id")).doesNotContain(ready.toString());
        failed.forEach(id -> given().delete("/api/v1/videos/{id}", id).then().statusCode(204));
    }

    private String failed() throws Exception {
        String id = SmallVideo.upload(folder);
        await().atMost(Duration.ofSeconds(30)).until(() -> catalog.learned(Catalog.id(id), 1, run -> run.failed(CRASH))
                .isPresent());
        given().get("/api/v1/videos/{id}", id).then().body("state", equalTo("failed"));
        return id;
    }
}
