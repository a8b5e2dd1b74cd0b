package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vitascope.catalog.EventStream;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A video's way through processing, as somebody sees it who watches, and somebody who has it stopped. */
@QuarkusTest
class WatchAndCancelTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TestHTTPResource
    URI root;

    @Inject
    @ConfigProperty(name = "vitascope.data-dir")
    String data;

    @Test
    void whoWatchesSeesEveryRenditionComeToItsEnd() throws Exception {
        String id = uploaded();
        try (EventStream stream = EventStream.open(root.resolve("/api/v1/videos/" + id + "/events"))) {
            stream.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            List<EventStream.Message> heard = stream.heard();
            assertThat(heard)
                    .extracting(EventStream.Message::name)
                    .contains("progress")
                    .endsWith("video", "end");
            assertThat(heard.get(heard.size() - 2).data().get("state").asText()).isEqualTo("ready");
            Map<String, Double> percents = new HashMap<>();
            for (EventStream.Message message : heard) {
                for (JsonNode rendition : message.data().path("renditions")) {
                    String name = rendition.get("name").asText();
                    if (rendition.hasNonNull("progress")) {
                        double percent = rendition.get("progress").asDouble();
                        assertThat(percent).as(name).isBetween(percents.getOrDefault(name, 0.0), 100.0);
                        percents.put(name, percent);
                    }
                }
            }
            assertThat(percents)
                    .containsOnlyKeys("480p", "360p", "audio")
                    .allSatisfy((name, percent) -> assertThat(percent).isEqualTo(100));
        }
    }

    @Test
    void whatIsProcessedCanBeWatchedAlready() throws Exception {
        String id = uploaded();
        try (EventStream stream = EventStream.open(root.resolve("/api/v1/videos/" + id + "/events"))) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> stream.heard().stream()
                    .map(EventStream.Message::data)
                    .anyMatch(video -> video.path("playable").asBoolean()
                            && video.path("state").asText().equals("processing")));
        }
        String hls = "/api/v1/videos/" + id + "/hls/";
        String media = firstAddress(hls + "master.m3u8");
        String segment = firstAddress(hls + media);
        get(hls + media).then().body(not(containsString("#EXT-X-ENDLIST")));
        byte[] bytes = get(hls + media.replace("index.m3u8", segment))
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(bytes).hasSizeGreaterThan(1_000);
    }

    /** What a playlist names first. */
    private static String firstAddress(String playlist) {
        return get(playlist)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void operatorsSeeHowFarEveryRenditionOfARunningJobIs() throws Exception {
        String id = uploaded();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            JsonPath activity = get("/api/v1/activity").jsonPath();
            String mine = "queue.running.find { it.id == '" + id + "' }.";
            assertThat(activity.<String>getList(mine + "renditions.name")).contains("480p", "360p", "audio");
            assertThat(activity.<Float>getList(mine + "renditions.progress"))
                    .anySatisfy(percent -> assertThat(percent).isGreaterThan(0f));
        });
        given().post("/api/v1/videos/" + id + "/cancel");
    }

    @Test
    void whatIsCancelledEndsWithinASecondAndCanBeProcessedAgain() throws Exception {
        String id = uploaded();
        Path workspace = Path.of(data).toAbsolutePath().resolve("scratch/job-" + id + "-g1");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(workspace));
        given().post("/api/v1/videos/" + id + "/cancel")
                .then()
                .statusCode(200)
                .body("state", equalTo("failed"))
                .body("failure.code", equalTo("processing/cancelled"))
                .body("failure.retryable", equalTo(true));
        // The folder goes when the child is dead. A second is promised; a test machine may be busy.
        await().atMost(Duration.ofSeconds(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !Files.exists(workspace));
        given().post("/api/v1/videos/" + id + "/cancel")
                .then()
                .statusCode(409)
                .body("code", equalTo("catalog/not-processing"));
        given().post("/api/v1/videos/" + id + "/retry").then().statusCode(202).body("state", equalTo("processing"));
        await().atMost(PATIENCE)
                .until(() -> get("/api/v1/videos/" + id).path("state"), state -> !"processing".equals(state));
        get("/api/v1/videos/" + id).then().body("state", equalTo("ready"));
    }

    private String uploaded() throws Exception {
        return given().multiPart("video", GrainyClip.file().toFile(), "video/x-matroska")
                .post("/upload")
                .then()
                .statusCode(201)
                .extract()
                .path("video_id");
    }
}
