package io.vitascope.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real children of this JVM, on the payload that the build has put into target/embedded. */
class EmbeddedServicesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private final EmbeddedServices services = new EmbeddedServices();

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void whatWasWrittenSurvivesARestartOnOtherPorts() throws Exception {
        Map<String, String> addresses = services.start(Children.both(data));
        Children.redis(addresses, "SET colour blue");
        produce(addresses, "films", "first", "second");
        assertThat(read(addresses, 1)).containsExactly("first");
        services.close();

        Map<String, String> again = services.start(Children.both(data));

        assertThat(Children.redis(again, "GET colour")).isEqualTo("$4\r\nblue");
        assertThat(read(again, 10)).containsExactly("second");
    }

    @Test
    void aKilledRedisIsBackOnItsPortWithItsData() throws Exception {
        Map<String, String> addresses = services.start(Children.redisOnly(data));
        Children.redis(addresses, "SET colour blue");
        ProcessHandle redis = Children.running(data, "redis");

        redis.destroyForcibly();

        Children.successor(data, "redis", redis);
        await().atMost(SOON).ignoreExceptions().until(() -> Children.redis(addresses, "GET colour")
                .equals("$4\r\nblue"));
    }

    @Test
    void aRedisWithoutItsWatchdogIsReplacedByOneWithAWatchdog() throws Exception {
        Map<String, String> addresses = services.start(Children.redisOnly(data));
        Children.redis(addresses, "SET colour blue");
        ProcessHandle redis = Children.running(data, "redis");

        redis.children().forEach(ProcessHandle::destroyForcibly);

        ProcessHandle successor = Children.successor(data, "redis", redis);
        await().atMost(SOON).ignoreExceptions().until(() -> Children.redis(addresses, "GET colour")
                .equals("$4\r\nblue"));
        assertThat(redis.isAlive()).isFalse();
        assertThat(successor.children()).hasSize(1);
    }

    @Test
    void aKilledBrokerIsBackOnItsPortWithItsData() throws Exception {
        Map<String, String> addresses = services.start(Children.kafkaOnly(data));
        produce(addresses, "films", "first", "second");
        assertThat(read(addresses, 1)).containsExactly("first");
        ProcessHandle broker = Children.running(data, "kafka");

        broker.destroyForcibly();

        Children.successor(data, "kafka", broker);
        assertThat(read(addresses, 10)).containsExactly("second");
    }

    @Test
    void theBrokerServesShareGroups() throws Exception {
        Map<String, String> addresses = services.start(Children.kafkaOnly(data));
        produce(addresses, "tasks", "encode");
        Properties client = Children.kafka(addresses);
        client.put("group.id", "workers");
        try (Admin admin = Admin.create(client)) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, "workers"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (var worker = new KafkaShareConsumer<String, String>(client)) {
            worker.subscribe(List.of("tasks"));
            await().atMost(SOON)
                    .until(() -> !worker.poll(Duration.ofMillis(200)).isEmpty());
        }
    }

    @Test
    void whatARunningApplicationHasIsFoundAndNotWhatAKilledOneHad() throws Exception {
        assertThat(EmbeddedLauncher.ofAnother(named("none"))).isEmpty();
        Process parent = startParent();
        try {
            assertThat(parent.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("READY");

            Map<String, String> found = EmbeddedLauncher.ofAnother(named("none"));

            assertThat(found).containsOnlyKeys("quarkus.redis.hosts", "kafka.bootstrap.servers");
            assertThat(Children.redis(found, "SET colour blue")).isEqualTo("+OK");
            produce(found, "films", "first");
            assertThat(EmbeddedLauncher.ofAnother(named("quarkus.redis.hosts")))
                    .containsOnlyKeys("kafka.bootstrap.servers");
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(EmbeddedLauncher.ofAnother(named("none"))).isEmpty();
    }

    private Function<String, Optional<String>> named(String external) {
        return key -> key.equals("vitascope.data-dir")
                ? Optional.of(data.toString())
                : Optional.of("redis://elsewhere:6379").filter(address -> key.equals(external));
    }

    @Test
    void noChildOutlivesAKilledApplicationAndItsDataIsNotSharedBefore() throws Exception {
        Process parent = startParent();
        try {
            assertThat(parent.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("READY");
            ProcessHandle redis = Children.running(data, "redis");
            ProcessHandle watchdog = redis.children().findFirst().orElseThrow();
            ProcessHandle broker = Children.running(data, "kafka");

            assertThatThrownBy(() -> services.start(Children.both(data), Duration.ofMillis(100)))
                    .hasMessage("Data folder " + data.toRealPath() + " is in use by another Vitascope (pid "
                            + parent.pid()
                            + "). Stop that one, or choose another folder with vitascope.data-dir.");
            parent.destroyForcibly().waitFor();

            await().atMost(SOON).until(() -> !redis.isAlive() && !watchdog.isAlive() && !broker.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void anOrphanOnTheSameDataIsEndedBeforeItsSuccessorStarts() throws Exception {
        services.start(Children.redisOnly(data));
        Path folder = data.toRealPath().resolve("embedded/redis");
        ProcessHandle orphan = Children.running(data, "redis");

        FormerChild.end(folder.resolve("pid"), "redis-server", folder);

        assertThat(orphan.isAlive()).isFalse();
    }

    @Test
    void aStrangerWithAFormerNumberIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = data.resolve("pid");
            FormerChild.remember(pidFile, stranger.pid());

            FormerChild.end(pidFile, "redis-server", data);

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whereEverythingIsExternalNothingStarts() throws Exception {
        EmbeddedSettings settings = EmbeddedSettings.from(key -> switch (key) {
            case "quarkus.redis.hosts" -> Optional.of("redis://redis:6379");
            case "kafka.bootstrap.servers" -> Optional.of("kafka:9092");
            case "vitascope.data-dir" -> Optional.of(data.toString());
            default -> Optional.empty();
        });

        assertThat(services.start(settings)).isEmpty();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void oneExternalAddressLeavesTheOtherEmbedded() throws Exception {
        EmbeddedSettings settings = EmbeddedSettings.from(key -> switch (key) {
            case "kafka.bootstrap.servers" -> Optional.of("kafka:9092");
            case "vitascope.data-dir" -> Optional.of(data.toString());
            default -> Optional.empty();
        });

        assertThat(services.start(settings)).containsOnlyKeys("quarkus.redis.hosts");
        assertThat(data.resolve("embedded/kafka")).doesNotExist();
    }

    /** An application with all its embedded servers, which says when they are there. */
    private Process startParent() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Payload.codeLocation() + File.pathSeparator + testClasses(),
                        ParentMain.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path testClasses() throws Exception {
        return Path.of(ParentMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static void produce(Map<String, String> addresses, String topic, String... values) throws Exception {
        Properties client = Children.kafka(addresses);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
        try (var producer = new KafkaProducer<String, String>(client)) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, "key", value)).get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** Reads on from the committed offset of the group "viewers" in "films", and commits. */
    private static List<String> read(Map<String, String> addresses, int most) {
        Properties client = Children.kafka(addresses);
        client.put("group.id", "viewers");
        client.put("enable.auto.commit", "false");
        client.put("auto.offset.reset", "earliest");
        client.put("max.poll.records", Integer.toString(most));
        try (var consumer = new KafkaConsumer<String, String>(client)) {
            consumer.assign(List.of(new TopicPartition("films", 0)));
            var records =
                    await().atMost(SOON).until(() -> consumer.poll(Duration.ofMillis(200)), found -> !found.isEmpty());
            consumer.commitSync();
            return records.records(new TopicPartition("films", 0)).stream()
                    .map(record -> record.value())
                    .toList();
        }
    }

    static {
        assertThat(Files.isDirectory(Path.of("target/embedded/lib")))
                .as("./mvnw generate-resources has run")
                .isTrue();
    }
}
