package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Events wait for a broker that stands still, and nobody else begins to send them meanwhile. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class StandingKafkaTest {

    private static final String RELAY = "vitascope:outbox:relay";
    private static final Duration LONGER_THAN_THE_LEASE = Duration.ofSeconds(12);

    private final Catalog catalog;
    private final RedisDataSource redis;
    private final Path data;

    StandingKafkaTest(Catalog catalog, RedisDataSource redis, @ConfigProperty(name = "vitascope.data-dir") Path data) {
        this.catalog = catalog;
        this.redis = redis;
        this.data = data;
    }

    @Test
    void whoSendsEventsGoesOnToBeTheOnlyOneWhileKafkaStandsStill() throws Exception {
        VideoId id = VideoId.create(System.currentTimeMillis());
        String holder = await().until(() -> redis.value(String.class).get(RELAY), found -> found != null);
        signal("-STOP");
        try {
            catalog.arrived(Facts.arrival(id, "Sea", List.of(), Instant.now()));
            await().during(LONGER_THAN_THE_LEASE)
                    .atMost(LONGER_THAN_THE_LEASE.multipliedBy(2))
                    .until(() -> holder.equals(redis.value(String.class).get(RELAY)));
            assertThat(waiting()).isPositive();
        } finally {
            signal("-CONT");
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> waiting() == 0);
    }

    private long waiting() {
        return redis.execute("XLEN", "vitascope:outbox").toLong();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        String pid = Files.readString(data.resolve("embedded/kafka/pid")).strip();
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }
}
