package io.vitascope.outbox;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, before any channel asks for them: a topic that springs up by itself has the
 * broker's defaults and costs its first consumer a second.
 *
 * <p>A Kafka that does not answer ends the first start, which is most likely given a wrong address. Later ones, of whatever
 * process, go on without it: videos can be watched and uploads taken. {@code vitascope:kafka-topics} tells which topics
 * have been there.
 */
@Singleton
final class Topics implements PassingKeys {

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int KNOWN_PATIENCE_MILLIS = 5_000;
    private static final String KNOWN = "vitascope:kafka-topics";
    private static final int LOOK_MILLIS = 4_000;

    private final OutboxConfig config;
    private final ManagedExecutor executor;
    private final ValueCommands<String, String> values;
    private final Map<String, Object> kafka;

    Topics(
            OutboxConfig config,
            ManagedExecutor executor,
            RedisDataSource redis,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.executor = executor;
        this.values = redis.value(String.class);
        this.kafka = Map.copyOf(kafka);
    }

    @Override
    public List<String> momentary() {
        return List.of(KNOWN);
    }

    void create(@Observes @Priority(1) StartupEvent event) throws InterruptedException {
        if (!config.createTopics()) {
            return;
        }
        String names = ours().map(NewTopic::name).sorted().collect(Collectors.joining(","));
        boolean known = names.equals(values.get(KNOWN));
        try {
            create(known ? KNOWN_PATIENCE_MILLIS : PATIENCE_MILLIS);
        } catch (KafkaException e) {
            String silence = "Kafka at " + kafka.get("bootstrap.servers") + " does not answer";
            if (!known) {
                throw new IllegalStateException(silence + "; check KAFKA_BOOTSTRAP_SERVERS", e);
            }
            LOG.warnf("%s. Until it does, nothing is processed; events wait in Redis", silence);
            return;
        }
        if (!known) {
            values.set(KNOWN, names);
        }
    }

    /** @throws KafkaException when no broker answers, or not even the name of one is known */
    private void create(int patienceMillis) throws InterruptedException {
        try (Admin admin = admin(patienceMillis)) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing =
                    ours().filter(topic -> !existing.contains(topic.name())).toList();
            if (missing.isEmpty()) {
                return;
            }
            admin.createTopics(missing).all().get();
            LOG.infof(
                    "Created Kafka topics %s",
                    missing.stream().map(NewTopic::name).toList());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException silence) {
                throw silence;
            }
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Kafka refused to create the topics " + config.topics(), e.getCause());
            }
        }
    }

    /**
     * Whether there is such a topic, asked once nothing gets into it. One of ours that somebody has deleted is made again,
     * if that is left to us. True also when nobody can tell: whoever sends finds out.
     */
    CompletableFuture<Boolean> isThere(String topic) {
        return executor.supplyAsync(() -> {
            try (Admin admin = admin(LOOK_MILLIS)) {
                return exists(admin, topic) || isMade(admin, topic);
            } catch (KafkaException e) {
                LOG.debugf("Topic %s: %s", topic, e.getMessage());
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }

    /** One that waits for no answer longer than this, neither when it is asked nor when it is closed. */
    private Admin admin(int patienceMillis) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patienceMillis);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMillis);
        return Admin.create(settings);
    }

    private static boolean exists(Admin admin, String topic) throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof UnknownTopicOrPartitionException);
        }
    }

    private boolean isMade(Admin admin, String topic) throws InterruptedException {
        Optional<NewTopic> own =
                ours().filter(each -> each.name().equals(topic)).findFirst();
        if (!config.createTopics() || own.isEmpty()) {
            return false;
        }
        try {
            admin.createTopics(List.of(own.get())).all().get();
            LOG.warnf("The Kafka topic %s was gone and has been created again, empty", topic);
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException;
        }
    }

    private Stream<NewTopic> ours() {
        return Stream.concat(
                config.topics().stream().map(topic -> describe(topic, config.partitions())),
                config.queues().stream().map(queue -> describe(queue, 1)));
    }

    private NewTopic describe(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.of(config.replicationFactor()))
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(config.retention().toMillis())));
    }
}
