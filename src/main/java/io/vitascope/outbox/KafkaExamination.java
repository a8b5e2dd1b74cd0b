package io.vitascope.outbox;

import io.smallrye.common.annotation.Identifier;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Whether Kafka answers, is new enough, and has the topics as they should be. */
@Singleton
final class KafkaExamination implements Examination {

    private static final long PATIENCE_SECONDS = 30;
    /** Less than this is no time to notice a consumer that stands still. */
    private static final Duration SHORT = Duration.ofDays(1);

    private final OutboxConfig config;
    private final Map<String, Object> kafka;

    KafkaExamination(OutboxConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.kafka = Map.copyOf(kafka);
    }

    @Override
    public List<Finding> examine() {
        Object servers = kafka.get("bootstrap.servers");
        Map<String, Object> impatient = new HashMap<>(kafka);
        impatient.put("request.timeout.ms", "10000");
        impatient.put("default.api.timeout.ms", String.valueOf(PATIENCE_SECONDS * 1_000));
        try (Admin admin = Admin.create(impatient)) {
            List<Finding> findings = new ArrayList<>();
            int brokers = get(admin.describeCluster().nodes()).size();
            findings.add(Finding.ok("Kafka", "Answers at " + servers + ", brokers: " + brokers + "."));
            findings.add(shareGroups(admin));
            findings.addAll(topics(admin, brokers));
            return findings;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return List.of(Finding.error(
                    "Kafka",
                    "Does not answer at " + servers + ": " + reason(e),
                    "Check KAFKA_BOOTSTRAP_SERVERS, that the brokers advertise addresses which this machine reaches,"
                            + " and their security settings (KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_…)."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static String reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return "nothing came within " + PATIENCE_SECONDS + " s.";
        }
        Throwable cause = failure.getCause();
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    private static Finding shareGroups(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        FinalizedVersionRange range = get(admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("share.version");
        if (range == null || range.maxVersionLevel() < 1) {
            return Finding.error(
                    "Kafka",
                    "The cluster has no share groups, which the work queue is.",
                    "Run Kafka 4.2 or newer and finalize its features: kafka-features.sh upgrade --release-version"
                            + " 4.2");
        }
        return Finding.ok("Kafka", "Share groups are there (share.version " + range.maxVersionLevel() + ").");
    }

    private List<Finding> topics(Admin admin, int brokers)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> wanted = Stream.concat(config.topics().stream(), config.queues().stream())
                .toList();
        Set<String> existing = get(admin.listTopics().names());
        List<String> missing =
                wanted.stream().filter(topic -> !existing.contains(topic)).toList();
        List<Finding> findings = new ArrayList<>();
        if (!missing.isEmpty()) {
            findings.add(Finding.warning(
                    "Kafka topics",
                    "Missing: " + missing + ".",
                    "The next start creates them, unless vitascope.kafka.create-topics is false."));
        }
        List<String> present = wanted.stream().filter(existing::contains).toList();
        for (TopicDescription topic :
                get(admin.describeTopics(present).allTopicNames()).values()) {
            replication(topic, brokers).ifPresent(findings::add);
        }
        for (Map.Entry<ConfigResource, Config> topic : get(admin.describeConfigs(present.stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .all())
                .entrySet()) {
            retention(topic.getKey().name(), topic.getValue()).ifPresent(findings::add);
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("Kafka topics", "All " + wanted.size() + " are there."));
        }
        return findings;
    }

    private static Optional<Finding> replication(TopicDescription topic, int brokers) {
        int copies = topic.partitions().get(0).replicas().size();
        if (copies > 1 || brokers < 3) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "Kafka topics",
                topic.name() + " has one copy, in a cluster of " + brokers + " brokers.",
                "Set vitascope.kafka.replication-factor=3 before the first start, or reassign its partitions."));
    }

    private static Optional<Finding> retention(String topic, Config config) {
        long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        if (millis < 0 || millis >= SHORT.toMillis()) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "Kafka topics",
                topic + " keeps events for " + Duration.ofMillis(millis).toMinutes() + " minutes only.",
                "Raise its retention.ms: what a consumer has not read by then is lost to it."));
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
