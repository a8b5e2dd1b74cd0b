package io.vitascope.catalog;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/**
 * {@code vitascope.links.*}: tools beside the service, to be led to from the page for operators; as browsers reach
 * them.
 */
@ConfigMapping(prefix = "vitascope.links")
interface LinksConfig {

    /** Kafka UI, or another tool that shows topics. */
    Optional<URI> kafkaUi();

    /** Redis Commander, or another tool that shows keys. */
    Optional<URI> redisCommander();

    /** Dashboards. */
    Optional<URI> grafana();
}
