package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.junit.jupiter.api.Test;

/** The application that this runs in has created its topics. */
@QuarkusTest
class StartWithoutKafkaTest {

    private final OutboxConfig config;
    private final ManagedExecutor executor;
    private final RedisDataSource redis;

    StartWithoutKafkaTest(OutboxConfig config, ManagedExecutor executor, RedisDataSource redis) {
        this.config = config;
        this.executor = executor;
        this.redis = redis;
    }

    @Test
    void aLaterStartGoesOnWithoutKafka() {
        assertThatCode(() -> start(config, "localhost:" + closedPort())).doesNotThrowAnyException();
        assertThatCode(() -> start(config, "no.such.host.invalid:9092")).doesNotThrowAnyException();
    }

    @Test
    void theFirstOneSaysWhatToLookAt() {
        OutboxConfig other = new SmallRyeConfigBuilder()
                .withMapping(OutboxConfig.class)
                .withDefaultValues(Map.of("vitascope.kafka.topics", "other", "vitascope.kafka.queues", "others"))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(OutboxConfig.class);
        assertThatThrownBy(() -> start(other, "no.such.host.invalid:9092"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Kafka at no.such.host.invalid:9092 does not answer; check KAFKA_BOOTSTRAP_SERVERS");
    }

    private void start(OutboxConfig topics, String kafka) throws InterruptedException {
        new Topics(topics, executor, redis, Map.of("bootstrap.servers", kafka)).create(new StartupEvent());
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
