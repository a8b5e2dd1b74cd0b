package io.vitascope.platform.embedded;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code vitascope.embedded.*}: the embedded Redis and Kafka. They start before the application has a configuration, so
 * {@link EmbeddedSettings} reads these keys itself; here they are declared, for a misspelt key must not go unnoticed.
 */
@Unremovable // nobody injects it
@ConfigMapping(prefix = "vitascope.embedded")
interface EmbeddedConfig {

    /** Port of the embedded Redis; 0 is any free one. */
    @WithDefault("0")
    int redisPort();

    /** Port of the embedded Kafka; 0 is any free one. */
    @WithDefault("0")
    int kafkaPort();

    /** Heap of the embedded broker. */
    @WithDefault("256m")
    String kafkaHeap();

    /** The folder with the broker's jars and redis-server; found beside the application when not set. */
    Optional<Path> payload();
}
