package io.vitascope.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot start says so in one sentence, with what to do. */
class RefusalTest {

    @TempDir
    private Path data;

    private final EmbeddedServices services = new EmbeddedServices();

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void aFixedPortInUseNamesThePortAndItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = new EmbeddedSettings(true, false, data, Optional.empty(), taken.getLocalPort(), 0, "128m");

            assertThatThrownBy(() -> services.start(settings))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessage("Port " + taken.getLocalPort() + " for the embedded Redis is in use. Free it, or choose"
                            + " another with vitascope.embedded.redis-port (0 means any free one).");
        }
    }

    @Test
    void aMissingPayloadNamesWhatToSet() {
        var settings = new EmbeddedSettings(true, false, data, Optional.of(data.resolve("none")), 0, 0, "128m");

        assertThatThrownBy(() -> services.start(settings))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("Set QUARKUS_REDIS_HOSTS, such as redis://host:6379.")
                .hasMessageNotContaining("KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void aPlatformWithoutARedisNamesWhatToSet() throws Exception {
        Files.createDirectories(data.resolve("payload/redis"));
        var settings = new EmbeddedSettings(true, false, data, Optional.of(data.resolve("payload")), 0, 0, "128m");

        assertThatThrownBy(() -> services.start(settings))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("There is no embedded Redis for ")
                .hasMessageEndingWith("Set QUARKUS_REDIS_HOSTS to a Redis of yours.");
    }

    @Test
    void aDataFolderThatCannotBeMadeNamesItsKey() throws Exception {
        Path file = Files.createFile(data.resolve("file"));

        assertThatThrownBy(() -> services.start(Children.redisOnly(file)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("Data folder " + file + " cannot be written as user ")
                .hasMessageEndingWith("choose another folder with vitascope.data-dir.");
    }

    @Test
    void aSecondApplicationInThisProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        var addresses = services.start(Children.redisOnly(data));
        try (EmbeddedServices second = new EmbeddedServices()) {
            assertThatThrownBy(() -> second.start(Children.redisOnly(data), Duration.ZERO))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("is in use by another Vitascope (pid "
                            + ProcessHandle.current().pid() + ")");
        }
        assertThat(Children.redis(addresses, "PING")).isEqualTo("+PONG");
    }

    @Test
    void redisDataThatCannotBeReadIsNamedAndKept() throws Exception {
        Path foreign = Files.createDirectories(data.resolve("embedded/redis/appendonlydir"));
        Path manifest = Files.writeString(foreign.resolve("appendonly.aof.manifest"), "not a manifest\n");

        assertThatThrownBy(() -> services.start(Children.redisOnly(data)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("The embedded Redis did not start: \"")
                .hasMessageEndingWith("away to begin without it.");
        assertThat(manifest).hasContent("not a manifest");
    }

    @Test
    void kafkaDataOfAnotherNodeIsNamedAndKept() throws Exception {
        Path foreign = Files.createDirectories(data.resolve("embedded/kafka/data"));
        Files.writeString(foreign.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=elsewhere\n");

        assertThatThrownBy(() -> services.start(Children.kafkaOnly(data)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("The embedded Kafka did not start: ")
                .hasMessageContaining("7")
                .hasMessageEndingWith("away to begin without it.");
    }

    @Test
    void aPortThatIsNoneNamesItsKey() {
        assertThatThrownBy(() -> EmbeddedSettings.from(
                        key -> key.equals("vitascope.embedded.kafka-port") ? Optional.of("70000") : Optional.empty()))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessage("vitascope.embedded.kafka-port is \"70000\"; write a port from 1 to 65535, or 0 for any"
                        + " free one.");
    }

    @Test
    void pausesBetweenQuickDeathsDoubleUpToHalfAMinute() {
        assertThat(Supervisor.pause(1)).isZero();
        assertThat(Supervisor.pause(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Supervisor.pause(4)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Supervisor.pause(50)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aLogPastItsLimitLeavesTwoFilesAtMost() throws Exception {
        Path path = data.resolve("child.log");
        try (ChildLog log = new ChildLog(path, 100)) {
            for (int i = 0; i < 50; i++) {
                log.write("a line of twenty by\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
        }
        assertThat(Files.size(path)).isLessThanOrEqualTo(100);
        assertThat(Files.size(data.resolve("child.log.1"))).isBetween(100L, 120L);
    }
}
