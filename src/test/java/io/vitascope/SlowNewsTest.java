package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has his answer finds his video, however long its event is on its way. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class SlowNewsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final KafkaClientService clients;

    SlowNewsTest(KafkaClientService clients) {
        this.clients = clients;
    }

    @BeforeEach
    void hold() {
        news().pause().await().atMost(PATIENCE);
    }

    @AfterEach
    void release() {
        news().resume().await().atMost(PATIENCE);
    }

    @Test
    void aListHasWhatWasUploadedJustNow() throws Exception {
        String id = SmallVideo.upload(folder);
        assertThat(get("/api/v1/videos").<List<String>>path("items.id")).contains(id);
        given().delete("/api/v1/videos/{id}", id).then().statusCode(204);
        assertThat(get("/api/v1/videos").<List<String>>path("items.id")).doesNotContain(id);
    }

    private KafkaConsumer<String, byte[]> news() {
        return clients.getConsumer("catalog-upload-events");
    }
}
