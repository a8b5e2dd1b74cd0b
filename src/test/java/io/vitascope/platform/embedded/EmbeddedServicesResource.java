package io.vitascope.platform.embedded;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * A real Redis and a real Kafka for every {@code @QuarkusTest}, with nothing to annotate: META-INF/services names this class.
 *
 * <p>Empty at each start. External ones, named as for the application, are used instead and not emptied.
 */
public final class EmbeddedServicesResource implements QuarkusTestResourceLifecycleManager {

    private static final Path DATA = Path.of("target", "test-data").toAbsolutePath();

    private final EmbeddedServices services = new EmbeddedServices();
    private Map<String, String> given = Map.of();
    private String kafka = "";

    @Override
    public Map<String, String> start() {
        Config config = ConfigUtils.configBuilder().build();
        try {
            empty();
            EmbeddedSettings settings = EmbeddedSettings.from(key -> config.getOptionalValue(key, String.class));
            Map<String, String> started = services.start(new EmbeddedSettings(
                    settings.redis(), settings.kafka(), DATA, settings.payload(), 0, 0, settings.kafkaHeap()));
            kafka = config.getOptionalValue(EmbeddedSettings.KAFKA_SERVERS, String.class)
                    .orElseGet(() -> started.getOrDefault(EmbeddedSettings.KAFKA_SERVERS, ""));
            given = started;
            return started;
        } catch (EmbeddedStartException sentence) {
            throw new IllegalStateException(sentence);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Also where the application is a process of its own, and nothing can be injected by it. */
    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(kafka, new TestInjector.AnnotatedAndMatchesType(KafkaServers.class, String.class));
    }

    @Override
    public void stop() {
        // Quarkus keeps what it got as system properties, which would name external services to the next start.
        given.forEach((key, value) -> System.getProperties().remove(key, value));
        services.close();
    }

    /** Not under the feet of a test run that was killed a moment ago and whose children still close. */
    private static void empty() throws EmbeddedStartException, InterruptedException {
        try (DataFolder folder = DataFolder.claim(DATA, Duration.ofSeconds(20))) {
            Path redis = folder.of("redis");
            FormerChild.end(redis.resolve("pid"), "redis-server", redis);
            Path kafka = folder.of("kafka");
            FormerChild.end(kafka.resolve("pid"), "KafkaBrokerMain", kafka);
        }
        try (Stream<Path> found = Files.walk(DATA)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
