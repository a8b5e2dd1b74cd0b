package io.vitascope.catalog;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code vitascope.catalog.*}. */
@ConfigMapping(prefix = "vitascope.catalog")
interface CatalogConfig {

    /** How long a video may be processed without news before the processing room is asked about it. */
    @WithDefault("2m")
    Duration processingDeadline();

    /** How often videos past that deadline are looked for. */
    @WithDefault("10s")
    Duration realignEvery();

    /** How long a page may wait for live progress; without an answer it is shown without. */
    @WithDefault("500ms")
    Duration progressPatience();

    /** How often those who watch videos are told what is new; read once for all of them. */
    @WithDefault("250ms")
    Duration feedEvery();

    /** Calls of one viewer within this time are one view. */
    @WithDefault("30m")
    Duration viewWindow();

    /** How large a file of captions may be: two hours of talk are about 100 KB. */
    @WithDefault("2M")
    MemorySize maxCaptionsSize();

    /** Largest picture that may be sent to be a video's poster. */
    @WithDefault("20M")
    MemorySize maxPosterSize();

    /** How long a deletion can be undone at most. */
    @WithDefault("30d")
    Duration maxUndo();

    /** How often it is looked for videos whose deletion can't be undone any more. */
    @WithDefault("2s")
    Duration emptyTrashEvery();

    /** How often the remains of deleted videos are looked for; a deletion also looks at once. */
    @WithDefault("5s")
    Duration reapEvery();

    /** How long after a deletion work that was already under way may still leave files behind. */
    @WithDefault("60s")
    Duration reapGrace();

    /** Blobs of no video are orphans once nothing was put beside them for so long; longer than any examination. */
    @WithDefault("1h")
    Duration orphanGrace();

    /** How long the id of a deleted video is remembered, so that no late event brings the video back. */
    @WithDefault("30d")
    Duration tombstoneRetention();
}
