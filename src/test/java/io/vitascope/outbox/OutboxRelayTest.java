package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.OutboxStream.Entry;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** In a database of its own, where the application's relay is not. */
@QuarkusTest
class OutboxRelayTest {

    private static final String LEASE = "vitascope:outbox:relay";
    private static final long DELIVERY_MILLIS = 8_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Kafka's own tests have it for segments that no record fits into. */
    private static final String SEGMENT = "internal.segment.bytes";

    private final Vertx vertx;
    private final String server;
    private final KafkaClientService clients;
    private final KafkaNames names;
    private final OutboxLanes.Way kafka;
    private final MeterRegistry meters;
    private final Topics topics;
    private final OutboxConfig config;
    private final Outbox outbox;
    private final Map<String, Object> broker;
    private final Path data;

    OutboxRelayTest(
            Vertx vertx,
            @ConfigProperty(name = "quarkus.redis.hosts") String server,
            KafkaClientService clients,
            KafkaNames names,
            Instance<OpenTelemetry> traces,
            MeterRegistry meters,
            Topics topics,
            OutboxConfig config,
            Outbox outbox,
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            @ConfigProperty(name = "vitascope.data-dir") Path data) {
        this.data = data;
        this.topics = topics;
        this.config = config;
        this.outbox = outbox;
        this.broker = broker;
        this.vertx = vertx;
        this.server = server;
        this.clients = clients;
        this.names = names;
        this.kafka = new OutboxSender(clients, "outbox", traces);
        this.meters = meters;
    }

    /** It sends what another holder of the lease has sent meanwhile, together with what came after it. */
    @Test
    void whoGetsItsBatchLateSendsNothingThatAnotherHasSent() throws Exception {
        URI home = URI.create(server);
        Redis redis = connected(home.getPort());
        redis.send(Request.cmd(Command.FLUSHDB)).await().atMost(PATIENCE);
        try (SlowWay way = new SlowWay(home, "early")) {
            List<Entry> sentByLate = new CopyOnWriteArrayList<>();
            List<Entry> sentByOther = new CopyOnWriteArrayList<>();
            OutboxRelay late = relay(connected(way.port()), sentByLate);
            OutboxRelay other = relay(redis, sentByOther);
            late.start(new StartupEvent());
            await().atMost(PATIENCE).until(() -> get(redis, LEASE), holder -> !holder.isEmpty());
            String holder = get(redis, LEASE);
            add(redis, "early");
            await().atMost(PATIENCE).until(way::isHolding);
            other.start(new StartupEvent());
            await().atMost(PATIENCE).until(() -> sentByOther.size() == 1);
            assertThat(get(redis, LEASE)).isNotEqualTo(holder);
            way.letGo();
            other.end();
            await().atMost(PATIENCE).until(() -> get(redis, LEASE).equals(holder));
            assertThat(sentByLate).isEmpty();
            late.end();
        } finally {
            redis.send(Request.cmd(Command.FLUSHDB)).await().atMost(PATIENCE);
            redis.close();
        }
    }

    /** Its brokers refuse what is sent, as they do for want of replicas or of an ACL. */
    @Test
    void aTopicThatTakesNothingHoldsUpNobodyAndNothingIsRepeatedForIt() throws Exception {
        String deaf = "deaf-" + UUID.randomUUID();
        List<String> wanted = List.of("1", "2", "3");
        int others = 600; // some batches
        VideoId key = VideoId.create(0);
        try (Admin admin = Admin.create(broker);
                Outside outside = new Outside()) {
            admin.createTopics(List.of(new NewTopic(deaf, 1, (short) 1).configs(Map.of(SEGMENT, "64"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            wanted.forEach(payload -> outside.add(deaf, key, payload));
            for (int i = 0; i < others; i++) {
                outside.add("catalog.events", VideoId.create(i), "x");
            }
            OutboxRelay relay = relay(outside.redis, outside.sent);
            relay.start(new StartupEvent());
            await().atMost(PATIENCE).until(outside::length, left -> left == wanted.size());
            await("it has failed at least once").atMost(PATIENCE).until(() -> outside.count(deaf) > 1);
            assertThat(outside.count("catalog.events")).isEqualTo(others);
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, deaf),
                            List.of(new AlterConfigOp(new ConfigEntry(SEGMENT, "1000000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(outside::length, left -> left == 0);
            assertThat(outside.count("catalog.events")).isEqualTo(others);
            relay.end();
            assertThat(read(deaf, wanted.size())).startsWith("1").endsWith("3").containsSubsequence(wanted);
            admin.deleteTopics(List.of(deaf)).all().get(30, TimeUnit.SECONDS);
        }
    }

    private List<String> read(String topic, int atLeast) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("group.id", "reader-of-" + topic);
        settings.put("auto.offset.reset", "earliest");
        List<String> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(500)).forEach(record -> read.add(record.value()));
                return read.size() >= atLeast;
            });
        }
        return read;
    }

    /** Its own limit, or the topic's, is less than what one of its events has. */
    @Test
    void whatKafkaWillNeverTakeIsPutAwayAndHoldsUpNothing() throws Exception {
        String narrow = "narrow-" + UUID.randomUUID();
        VideoId key = VideoId.create(0);
        try (Admin admin = Admin.create(broker);
                Outside outside = new Outside()) {
            admin.createTopics(List.of(new NewTopic(narrow, 1, (short) 1)
                            .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "300"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            List<String> payloads = List.of("1", "2".repeat(500), "3", "4".repeat(2_000_000), "5");
            payloads.forEach(payload -> outside.add(narrow, key, payload));
            OutboxRelay relay = relay(outside.redis, outside.sent);
            relay.start(new StartupEvent());
            await().atMost(PATIENCE).until(outside::length, left -> left == 0);
            relay.end();
            assertThat(read(narrow, 3)).containsExactly("1", "3", "5");
            assertThat(outside.refused()).containsExactly(payloads.get(1), payloads.get(3));
            admin.deleteTopics(List.of(narrow)).all().get(30, TimeUnit.SECONDS);
        }
    }

    /**
     * After five idle minutes the client asks for a topic again, and waits for what it is told: for each event anew, and
     * perhaps the second one is luckier than the first.
     */
    @Test
    void whatComesBehindAnEventThatTheClientHasNoPlaceForIsNotSentBeforeIt() throws Exception {
        String forgotten = "forgotten-" + UUID.randomUUID();
        List<String> wanted = List.of("1", "2", "3");
        VideoId key = VideoId.create(0);
        try (Admin admin = Admin.create(broker);
                Outside outside = new Outside()) {
            OutboxRelay relay = relay(outside.redis, (entry, obstacle) -> {
                outside.sent.add(entry);
                return payload(entry).equals("known")
                        ? CompletableFuture.completedFuture(null)
                        : kafka.send(entry, obstacle).whenComplete((given, failure) -> signal("-CONT"));
            });
            outside.add(forgotten, key, "known");
            relay.start(new StartupEvent());
            await().atMost(PATIENCE).until(outside::length, left -> left == 0);
            signal("-STOP");
            outside.addAtOnce(forgotten, key, wanted);
            await().atMost(PATIENCE).until(outside::length, left -> left == 0);
            relay.end();
            assertThat(outside.count(forgotten)).as("it was tried again").isGreaterThan(1 + wanted.size());
            assertThat(read(forgotten, wanted.size())).isEqualTo(wanted);
            admin.deleteTopics(List.of(forgotten)).all().get(30, TimeUnit.SECONDS);
        } finally {
            signal("-CONT");
        }
    }

    private void signal(String signal) {
        try {
            String pid = Files.readString(data.resolve("embedded/kafka/pid")).strip();
            assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which Kafka's own never does. */
    @Test
    void aClientThatDoesNotAnswerIsNotWaitedForForEver() {
        AtomicLong nanos = new AtomicLong();
        try (Outside outside = new Outside();
                OutboxStream stream = new OutboxStream(outside.redis)) {
            outside.add("catalog.events", VideoId.create(0), "x");
            List<Supplier<Optional<Throwable>>> obstacles = new CopyOnWriteArrayList<>();
            OutboxLanes lanes = new OutboxLanes(
                    (entry, obstacle) -> {
                        obstacles.add(obstacle);
                        return new CompletableFuture<>();
                    },
                    topics::isThere,
                    1,
                    Duration.ofSeconds(16),
                    DeadLetters.counter(meters, OutboxStream.REFUSED),
                    nanos::get);
            lanes.send(stream, stream.read(lanes.position(), 1_000));
            assertThat(obstacles.get(0).get()).isEmpty();
            assertThat(lanes.end(() -> nanos.addAndGet(Duration.ofSeconds(17).toNanos())))
                    .isFalse();
            assertThat(obstacles.get(0).get())
                    .as("whether it must not be sent any more")
                    .isPresent();
            assertThat(lanes.end(() -> {})).isTrue();
        }
    }

    /** One of many partitions has lost its broker: the same topic's others go on, and the order of one video is kept. */
    @Test
    void aVideoWhosePartitionTakesNothingHoldsUpNoOther() throws Exception {
        VideoId stuck = VideoId.create(0);
        AtomicBoolean dead = new AtomicBoolean(true);
        try (Outside outside = new Outside()) {
            List<VideoId> others = Stream.iterate(1, i -> i + 1)
                    .map(VideoId::create)
                    .filter(other -> part(other) != part(stuck))
                    .limit(300)
                    .toList();
            outside.add("catalog.events", stuck, "1");
            others.forEach(other -> outside.add("catalog.events", other, "x"));
            outside.add("catalog.events", stuck, "2");
            List<String> tried = new CopyOnWriteArrayList<>();
            OutboxRelay relay = relay(outside.redis, (entry, obstacle) -> {
                outside.sent.add(entry);
                if (entry.key().equals(stuck.toString())) {
                    tried.add(payload(entry));
                    return dead.get()
                            ? CompletableFuture.failedFuture(new TimeoutException(
                                    "Expiring 1 record(s) for catalog.events-0:8000 ms has passed since"
                                            + " batch creation"))
                            : CompletableFuture.completedFuture(null);
                }
                return kafka.send(entry, obstacle);
            });
            relay.start(new StartupEvent());
            await().atMost(PATIENCE).until(outside::length, left -> left == 2);
            await().atMost(PATIENCE).until(() -> tried.size() > 2);
            assertThat(tried).containsOnly("1");
            dead.set(false);
            await().atMost(PATIENCE).until(outside::length, left -> left == 0);
            assertThat(tried.indexOf("2")).isEqualTo(tried.size() - 1);
            assertThat(outside.sent).hasSize(others.size() + tried.size());
            relay.end();
        }
    }

    private static int part(VideoId id) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(id.toString()))) % 4;
    }

    /** Events that nobody could send for long have filled it, and the room comes from sending them. */
    @Test
    void aRedisWithoutMemoryIsEmptied() throws Exception {
        try (Outside outside = new Outside()) {
            for (int i = 0; i < 20; i++) {
                outside.add("catalog.events", VideoId.create(i), "x");
            }
            VideoId doomed = VideoId.create(System.currentTimeMillis());
            outbox.records(String.class, "vitascope:trial:")
                    .change(doomed, (current, transaction) -> Optional.of("here"));
            OutboxRelay relay = relay(outside.redis, outside.sent);
            outside.maxMemory("1");
            try {
                relay.start(new StartupEvent());
                await().atMost(PATIENCE).until(outside::length, left -> left == 0);
                assertThatThrownBy(() -> outbox.records(String.class, "vitascope:trial:")
                                .change(doomed, (current, transaction) -> Optional.of("more")))
                        .hasMessageContaining("OOM");
                outbox.records(String.class, "vitascope:trial:").change(doomed, (current, transaction) -> {
                    transaction.evenInFullMemory();
                    return Optional.of("gone");
                });
            } finally {
                outside.maxMemory("0");
                relay.end();
                outbox.records(String.class, "vitascope:trial:")
                        .change(doomed, (current, transaction) -> Optional.empty());
            }
        }
    }

    /** Nobody reads or writes it here. */
    @Test
    void aTopicThatIsGoneIsMadeAgain() throws Exception {
        String topic = "processing.tasks.dead-letter";
        try (Admin admin = Admin.create(broker)) {
            admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            await().atMost(PATIENCE).until(() -> !admin.listTopics()
                    .names()
                    .get(30, TimeUnit.SECONDS)
                    .contains(topic));
            assertThat(topics.isThere(topic).get(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(PATIENCE)
                    .until(() ->
                            admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic));
            assertThat(topics.isThere("no.topic.of.ours").get(30, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    /** The database, and what was sent from it. */
    private final class Outside implements AutoCloseable {

        private final Redis redis = connected(URI.create(server).getPort());
        private final List<Entry> sent = new CopyOnWriteArrayList<>();

        Outside() {
            ask(Request.cmd(Command.FLUSHDB));
        }

        void add(String topic, VideoId key, String payload) {
            OutboxRelayTest.add(redis, topic, key, payload);
        }

        /** So that they are read together. */
        void addAtOnce(String topic, VideoId key, List<String> payloads) {
            Request request = Request.cmd(Command.EVAL)
                    .arg("""
                            for i = 3, #ARGV do
                              redis.call('XADD', KEYS[1], '*', 'topic', ARGV[1], 'key', ARGV[2], 'payload', ARGV[i])
                            end
                            """)
                    .arg(1)
                    .arg(Transaction.STREAM)
                    .arg(topic)
                    .arg(key.toString());
            payloads.forEach(request::arg);
            ask(request);
        }

        List<String> refused() {
            List<String> payloads = new ArrayList<>();
            ask(Request.cmd(Command.XRANGE).arg(OutboxStream.REFUSED).arg("-").arg("+"))
                    .forEach(entry -> payloads.add(entry.get(1).get(5).toString()));
            return payloads;
        }

        long length() {
            return ask(Request.cmd(Command.XLEN).arg(Transaction.STREAM)).toLong();
        }

        long count(String topic) {
            return sent.stream().filter(entry -> entry.topic().equals(topic)).count();
        }

        void maxMemory(String bytes) {
            ask(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
        }

        private Response ask(Request request) {
            return redis.send(request).await().atMost(PATIENCE);
        }

        @Override
        public void close() {
            ask(Request.cmd(Command.FLUSHDB));
            redis.close();
        }
    }

    private static String payload(Entry entry) {
        return new String(entry.payload(), StandardCharsets.UTF_8);
    }

    private Redis connected(int port) {
        return Redis.createClient(vertx, "redis://" + URI.create(server).getHost() + ":" + port + "/1");
    }

    private OutboxRelay relay(Redis redis, List<Entry> sent) {
        return relay(redis, noting(sent));
    }

    private OutboxRelay relay(Redis redis, OutboxLanes.Way way) {
        return new OutboxRelay(redis, way, clients, names, topics, config, meters, DELIVERY_MILLIS);
    }

    /** The application's own way to Kafka, with a list of what has gone it. */
    private OutboxLanes.Way noting(List<Entry> sent) {
        return (entry, obstacle) -> {
            sent.add(entry);
            return kafka.send(entry, obstacle);
        };
    }

    private static void add(Redis redis, String payload) {
        add(redis, "catalog.events", VideoId.create(0), payload);
    }

    private static void add(Redis redis, String topic, VideoId key, String payload) {
        redis.send(Request.cmd(Command.XADD)
                        .arg(Transaction.STREAM)
                        .arg("*")
                        .arg("topic")
                        .arg(topic)
                        .arg("key")
                        .arg(key.toString())
                        .arg("payload")
                        .arg(payload))
                .await()
                .atMost(PATIENCE);
    }

    private static String get(Redis redis, String key) {
        var value = redis.send(Request.cmd(Command.GET).arg(key)).await().atMost(PATIENCE);
        return value == null ? "" : value.toString();
    }
}
