package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Every {@code @QuarkusTest} gets a real Redis and a real Kafka without asking. */
@QuarkusTest
class RealServicesTest {

    private final RedisDataSource redis;
    private final String kafka;

    RealServicesTest(RedisDataSource redis, @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        this.redis = redis;
        this.kafka = kafka;
    }

    @Test
    void theApplicationReachesItsRedis() {
        assertThat(redis.execute("PING").toString()).isEqualTo("PONG");
    }

    @Test
    void theApplicationReachesItsKafka() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            assertThat(admin.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .hasSize(1);
        }
    }
}
