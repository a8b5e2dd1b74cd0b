package io.vitascope.outbox;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, before any channel asks for them: a topic that springs up by itself has the
 * broker's defaults and costs its first consumer a second.
 */
@Singleton
final class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final long PATIENCE_SECONDS = 30;
    private static final int LOOK_MILLIS = 4_000;

    private final OutboxConfig config;
    private final ManagedExecutor executor;
    private final Map<String, Object> kafka;

    Topics(
            OutboxConfig config,
            ManagedExecutor executor,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.executor = executor;
        this.kafka = Map.copyOf(kafka);
    }

    void create(@Observes @Priority(1) StartupEvent event) throws InterruptedException {
        if (!config.createTopics()) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            Set<String> existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = Stream.concat(
                            config.topics().stream().map(topic -> describe(topic, config.partitions())),
                            config.queues().stream().map(queue -> describe(queue, 1)))
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            admin.createTopics(missing).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            LOG.infof(
                    "Created Kafka topics %s",
                    missing.stream().map(NewTopic::name).toList());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Kafka refused to create the topics " + config.topics(), e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka at " + kafka.get("bootstrap.servers") + " did not answer within " + PATIENCE_SECONDS
                            + " s; check KAFKA_BOOTSTRAP_SERVERS",
                    e);
        }
    }

    /**
     * Whether there is such a topic, asked once nothing gets into it. One of ours that somebody has deleted is made again,
     * if that is left to us. True also when nobody can tell: whoever sends finds out.
     */
    CompletableFuture<Boolean> isThere(String topic) {
        return executor.supplyAsync(() -> {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
            try (Admin admin = Admin.create(settings)) {
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

    private static boolean exists(Admin admin, String topic) throws InterruptedException {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof UnknownTopicOrPartitionException);
        }
    }

    private boolean isMade(Admin admin, String topic) throws InterruptedException {
        boolean queue = config.queues().contains(topic);
        if (!config.createTopics() || !(queue || config.topics().contains(topic))) {
            return false;
        }
        try {
            admin.createTopics(List.of(describe(topic, queue ? 1 : config.partitions())))
                    .all()
                    .get();
            LOG.warnf("The Kafka topic %s was gone and has been created again, empty", topic);
            return true;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException;
        }
    }

    private NewTopic describe(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.of(config.replicationFactor()))
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        String.valueOf(config.retention().toMillis())));
    }
}
