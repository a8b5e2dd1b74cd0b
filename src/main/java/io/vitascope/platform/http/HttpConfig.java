package io.vitascope.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code vitascope.http.*}. */
@ConfigMapping(prefix = "vitascope.http")
interface HttpConfig {

    /** The largest JSON body that is read; files come as other media types and have their own limit. */
    @WithDefault("1M")
    MemorySize maxJsonSize();

    /** Playlists and JSON answers from this size on are compressed for clients that take gzip. */
    @WithDefault("1K")
    MemorySize gzipFromSize();
}
