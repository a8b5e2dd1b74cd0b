package io.vitascope.outbox;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.SmallVideo;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy of Redis leaves wrong: its keys are of different moments, and Kafka is another one. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class StocktakingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final RedisDataSource redis;
    private final List<Stock> rooms;

    @Inject
    StocktakingTest(RedisDataSource redis, @All List<Stock> rooms) {
        this.redis = redis;
        this.rooms = rooms;
    }

    @Test
    void whoeverWaitsHasADeadlineAgain() throws Exception {
        String video = uploaded();
        given().post("/api/v1/videos/" + video + "/retry?force=true").then().statusCode(202);
        String upload = given().header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", "100")
                .post("/api/v1/uploads")
                .header("Location")
                .replaceFirst(".*/", "");
        lose("vitascope:jobs:deadlines", video);
        lose("vitascope:jobs:queue", video);
        lose("vitascope:videos:deadlines", video);
        lose("vitascope:uploads:deadlines", upload);
        redis.execute("SMOVE", "vitascope:videos:state:processing", "vitascope:videos:state:ready", video);

        rooms.forEach(Stock::take);

        for (String key : List.of("vitascope:jobs:deadlines", "vitascope:jobs:queue", "vitascope:videos:deadlines")) {
            assertThat(redis.execute("ZSCORE", key, video)).as(key).isNotNull();
        }
        assertThat(redis.execute("ZSCORE", "vitascope:uploads:deadlines", upload))
                .isNotNull();
        assertThat(redis.execute("SISMEMBER", "vitascope:videos:state:ready", video)
                        .toInteger())
                .isZero();
        assertThat(redis.execute("SISMEMBER", "vitascope:videos:state:processing", video)
                        .toInteger())
                .isOne();
        given().delete("/api/v1/uploads/" + upload);
        given().delete("/api/v1/videos/" + video);
    }

    @Test
    void anUploadThatNobodyHasHeardOfIsToldAgain() throws Exception {
        String video = uploaded();
        redis.execute("DEL", "vitascope:video:" + video);

        rooms.forEach(Stock::take);

        await().atMost(PATIENCE)
                .until(() -> redis.execute("EXISTS", "vitascope:video:" + video).toInteger() == 1);
        given().delete("/api/v1/videos/" + video);
    }

    private String uploaded() throws Exception {
        String id = SmallVideo.upload(folder);
        await().atMost(PATIENCE).until(() -> get("/api/v1/videos/" + id).statusCode() == 200);
        return id;
    }

    private void lose(String key, String id) {
        assertThat(redis.execute("ZREM", key, id).toInteger()).as(key).isOne();
    }
}
