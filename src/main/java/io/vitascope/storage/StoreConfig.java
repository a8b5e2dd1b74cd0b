package io.vitascope.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code vitascope.storage.*}. */
@ConfigMapping(prefix = "vitascope.storage")
interface StoreConfig {

    enum Type {
        LOCAL,
        S3
    }

    /** Which store has the blobs: {@code local}, the data folder, or {@code s3}, a bucket. */
    @WithDefault("local")
    Type type();
}
