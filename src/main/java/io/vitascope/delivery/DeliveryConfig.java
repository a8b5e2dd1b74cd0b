package io.vitascope.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code vitascope.delivery.*} keys. */
@ConfigMapping(prefix = "vitascope.delivery")
interface DeliveryConfig {

    /** For how long the catalog's answer about a video is used again; a deleted video is served at most that long. */
    @WithDefault("1s")
    Duration playbackTtl();

    /** How many videos' answers are kept. */
    @WithDefault("4096")
    int playbackEntries();

    /** For how long the same viewer of the same video is not reported to the catalog again. */
    @WithDefault("30m")
    Duration viewSession();

    /** How many viewers are remembered for that; beyond it, the catalog alone tells sessions apart. */
    @WithDefault("50000")
    int viewSessions();

    /** How many pictures this process lets the processing room make at once. */
    @WithDefault("2")
    int thumbnailsAtOnce();

    /** How long a request for a picture waits for its turn before it is sent away with 503. */
    @WithDefault("3s")
    Duration thumbnailPatience();

    /**
     * How long a request for the playlist of a rendition that is about to begin is held before it is sent away with
     * 503; some players wait no more than ten seconds for an answer.
     */
    @WithDefault("8s")
    Duration playlistPatience();
}
