package io.vitascope.platform.embedded;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be started, and how. Immutable.
 *
 * @param redis whether a Redis is missing: nothing external is named
 * @param kafka whether a Kafka is missing
 * @param dataDir absolute; the children live in its folder {@code embedded}
 * @param payload where the jars and binaries are; empty means beside the application's classes
 * @param redisPort 0 means any free one
 * @param kafkaPort 0 means any free one
 * @param kafkaHeap the broker's largest heap as the JVM spells it, such as {@code 256m}
 */
record EmbeddedSettings(
        boolean redis,
        boolean kafka,
        Path dataDir,
        Optional<Path> payload,
        int redisPort,
        int kafkaPort,
        String kafkaHeap) {

    static final String REDIS_HOSTS = "quarkus.redis.hosts";
    static final String KAFKA_SERVERS = "kafka.bootstrap.servers";
    static final String DATA_DIR = "vitascope.data-dir";
    static final String PAYLOAD = "vitascope.embedded.payload";
    static final String REDIS_PORT = "vitascope.embedded.redis-port";
    static final String KAFKA_PORT = "vitascope.embedded.kafka-port";
    static final String KAFKA_HEAP = "vitascope.embedded.kafka-heap";

    /** Reads the settings from any configuration; an empty value is as good as none. */
    static EmbeddedSettings from(Function<String, Optional<String>> config) throws EmbeddedStartException {
        boolean redisNamed = value(config, REDIS_HOSTS)
                .or(() -> value(config, "quarkus.redis.hosts-provider-name"))
                .isPresent();
        String heap = value(config, KAFKA_HEAP).orElse("256m");
        if (!heap.matches("[1-9][0-9]*[kKmMgG]?")) {
            throw new EmbeddedStartException(
                    KAFKA_HEAP + " is \"" + heap + "\"; write a number with k, m or g, such as 256m.");
        }
        return new EmbeddedSettings(
                !redisNamed,
                value(config, KAFKA_SERVERS).isEmpty(),
                path(DATA_DIR, value(config, DATA_DIR).orElse("data")),
                optionalPath(config),
                port(config, REDIS_PORT),
                port(config, KAFKA_PORT),
                heap);
    }

    /** Whether a system property, or else an environment variable, has a value for a key. */
    static boolean isNamedFirst(String key) {
        String property = System.getProperty(key);
        String value = property == null
                ? System.getenv(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
                : property;
        return value != null && !value.isBlank();
    }

    boolean nothingIsMissing() {
        return !redis && !kafka;
    }

    /** The environment variables that would name what is missing. */
    String namesOfMissing() {
        return Stream.of(redis ? "QUARKUS_REDIS_HOSTS" : "", kafka ? "KAFKA_BOOTSTRAP_SERVERS" : "")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    private static Optional<Path> optionalPath(Function<String, Optional<String>> config)
            throws EmbeddedStartException {
        Optional<String> named = value(config, PAYLOAD);
        return named.isEmpty() ? Optional.empty() : Optional.of(path(PAYLOAD, named.get()));
    }

    private static Path path(String key, String text) throws EmbeddedStartException {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException notAPath) {
            throw new EmbeddedStartException(key + " is \"" + text + "\", which is not a path.", notAPath);
        }
    }

    private static int port(Function<String, Optional<String>> config, String key) throws EmbeddedStartException {
        String text = value(config, key).orElse("0");
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // the same sentence as for a number out of range
        }
        throw new EmbeddedStartException(
                key + " is \"" + text + "\"; write a port from 1 to 65535, or 0 for any free one.");
    }

    private static Optional<String> value(Function<String, Optional<String>> config, String key) {
        return config.apply(key).map(String::strip).filter(text -> !text.isEmpty());
    }
}
