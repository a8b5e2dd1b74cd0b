package io.vitascope.platform.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A real Redis and a real Kafka over a folder of their own, empty at each start. */
public final class EmptyServices implements AutoCloseable {

    private final EmbeddedServices services = new EmbeddedServices();
    private final Path data;

    public EmptyServices(Path data) {
        this.data = data.toAbsolutePath();
    }

    /**
     * Their addresses, by configuration key.
     *
     * @param config external services that it names are not started
     */
    public Map<String, String> start(Function<String, Optional<String>> config) {
        try {
            empty();
            EmbeddedSettings settings = EmbeddedSettings.from(config);
            return services.start(new EmbeddedSettings(
                    settings.redis(), settings.kafka(), data, settings.payload(), 0, 0, settings.kafkaHeap()));
        } catch (EmbeddedStartException sentence) {
            throw new IllegalStateException(sentence);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Kafka's process, which runs. */
    public ProcessHandle kafka() throws IOException {
        Path pid = data.resolve("embedded").resolve("kafka").resolve("pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    @Override
    public void close() {
        services.close();
    }

    /** Not under the feet of a test run that was killed a moment ago and whose children still close. */
    private void empty() throws EmbeddedStartException, InterruptedException {
        try (DataFolder folder = DataFolder.claim(data, Duration.ofSeconds(20))) {
            Path redis = folder.of("redis");
            FormerChild.end(redis.resolve("pid"), "redis-server", redis);
            Path kafka = folder.of("kafka");
            FormerChild.end(kafka.resolve("pid"), "KafkaBrokerMain", kafka);
        }
        try (Stream<Path> found = Files.walk(data)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
