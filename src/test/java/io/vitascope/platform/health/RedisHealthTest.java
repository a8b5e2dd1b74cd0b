package io.vitascope.platform.health;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A Redis that is there and does not answer. */
@QuarkusTest
class RedisHealthTest {

    private final RedisDataSource redis;

    RedisHealthTest(RedisDataSource redis) {
        this.redis = redis;
    }

    @Test
    void aRedisThatHangsIsNamedBeforeAProbeGivesUp() {
        get("/q/health/started").then().statusCode(200);
        redis.execute("CLIENT", "PAUSE", "9000");

        Response answer = get("/q/health/ready");

        assertThat(answer.timeIn(TimeUnit.SECONDS)).isLessThan(8);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.jsonPath().getString("checks.find { it.name == 'Redis' }.data.reason"))
                .contains("does not answer");
        // Once reached is reached: a startup probe that failed now would have the process killed.
        Response started = get("/q/health/started");
        assertThat(started.statusCode()).isEqualTo(200);
        assertThat(started.jsonPath().getList("checks.name", String.class)).contains("Redis", "Kafka");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/q/health/ready").statusCode() == 200);
    }
}
