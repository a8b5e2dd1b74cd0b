package io.vitascope.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** {@code vitascope.*} keys that say where data lies. */
@ConfigMapping(prefix = "vitascope")
interface StorageConfig {

    /** The folder of everything that must survive: blobs, unfinished uploads, embedded Redis and Kafka. */
    @WithDefault("data")
    Path dataDir();
}
