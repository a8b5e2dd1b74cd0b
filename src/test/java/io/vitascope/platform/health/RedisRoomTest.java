package io.vitascope.platform.health;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.health.api.Wellness;
import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Finding.Level;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A Redis that has no memory left: what is asked is answered, what is told is refused. */
@QuarkusTest
class RedisRoomTest {

    private static final String CHECK = "checks.find { it.name == 'Room in Redis' }.";

    @Inject
    RedisDataSource redis;

    @Inject
    @Wellness
    RedisRoomHealth health;

    @Test
    void aRedisThatIsFullIsReadyButNotWellAndInAScrape() {
        health.look();
        well().body(CHECK + "status", equalTo("UP"));
        try {
            redis.execute("CONFIG", "SET", "maxmemory", "1mb"); // less than it takes when it is empty
            health.look();
            well().statusCode(503)
                    .body(CHECK + "status", equalTo("DOWN"))
                    .body(CHECK + "data.reason", containsString("memory is full"));
            get("/q/health/ready").then().statusCode(200);
            assertThat(get("/q/metrics")
                            .asString()
                            .lines()
                            .filter(line -> line.startsWith("vitascope_redis_used_ratio"))
                            .map(line -> Double.parseDouble(line.replaceFirst(".* ", ""))))
                    .singleElement()
                    .satisfies(ratio -> assertThat(ratio).isGreaterThan(0.95));
        } finally {
            redis.execute("CONFIG", "SET", "maxmemory", "0");
        }
        health.look();
        well().body(CHECK + "status", equalTo("UP"));
    }

    @Test
    void aRedisOfAnotherMachineHasToKnowWhenToStop() {
        RedisMemory unbounded = RedisMemory.parse("# Memory\r\nused_memory:2000000\r\nmaxmemory:0\r\n");
        Finding warning = RedisRoomExamination.judge(unbounded, false);
        assertThat(warning.level()).isEqualTo(Level.WARNING);
        assertThat(warning.advice()).contains("maxmemory");
        assertThat(RedisRoomExamination.judge(unbounded, true).level()).isEqualTo(Level.OK);
        Finding bounded = RedisRoomExamination.judge(new RedisMemory(2_000_000, 4_000_000, 0), false);
        assertThat(bounded).isEqualTo(Finding.ok("Redis", "Uses 2.0 MB of 4.0 MB."));
    }

    private static ValidatableResponse well() {
        return get("/q/health/well").then();
    }
}
