package io.vitascope.platform.embedded;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * {@code vitascope.embedded.*}, named here because a key below {@code vitascope} that nobody maps is taken for a
 * mistyped one and ends the start. {@link EmbeddedSettings} reads them, before there is an application to inject into.
 */
@Unremovable
@ConfigMapping(prefix = "vitascope.embedded")
interface EmbeddedConfig {

    /** Port of the embedded Redis; 0 is any free one. */
    @WithDefault("0")
    int redisPort();

    /** Port of the embedded Kafka; 0 is any free one. */
    @WithDefault("0")
    int kafkaPort();

    /** The broker's largest heap, as the JVM spells it. */
    @WithDefault("256m")
    String kafkaHeap();

    /** The folder with the broker's jars and redis-server; beside the application when absent. */
    Optional<String> payload();
}
