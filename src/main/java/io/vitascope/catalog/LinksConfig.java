package io.vitascope.catalog;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** {@code vitascope.links.*}: tools beside the service, to be led to from the page for operators; as browsers reach them. */
@ConfigMapping(prefix = "vitascope.links")
interface LinksConfig {

    Optional<URI> kafkaUi();

    Optional<URI> redisCommander();

    /** Dashboards. */
    Optional<URI> grafana();
}
