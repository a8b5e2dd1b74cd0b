package io.vitascope.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code vitascope.http.*}. */
@ConfigMapping(prefix = "vitascope.http")
interface HttpConfig {

    /**
     * Origins whose pages may change and delete videos, such as {@code https://admin.example.org}, beside the server's
     * own and those that {@code quarkus.http.cors.origins} names. Pages of all others may read and upload.
     */
    Optional<Set<String>> trustedOrigins();

    /** The largest JSON body that is read; files come as other media types and have their own limit. */
    @WithDefault("1M")
    MemorySize maxJsonSize();

    /**
     * The largest body that is neither JSON nor an upload's file, such as a poster or captions, which have limits of
     * their own below this one.
     */
    @WithDefault("32M")
    MemorySize maxBodySize();

    /**
     * A body that is no upload's file has to come within this time, or at 4 KiB a second on average; else it is a 408.
     */
    @WithDefault("10s")
    Duration bodyPatience();

    /** Playlists and JSON answers from this size on are compressed for clients that take gzip. */
    @WithDefault("1K")
    MemorySize gzipFromSize();
}
