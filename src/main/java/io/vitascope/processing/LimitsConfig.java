package io.vitascope.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * {@code vitascope.processing.limits.*}: what a file may demand before it is refused with {@code
 * upload/too-large-picture}.
 */
@ConfigMapping(prefix = "vitascope.processing.limits")
interface LimitsConfig {

    /** Width times height of one picture; 8K is 33 million. Memory grows with it: see {@code child.memory}. */
    @WithDefault("40000000")
    @Min(1_000)
    @Max(400_000_000)
    long maxPixels();

    /** Streams: pictures, sounds, subtitles and data; attachments, such as fonts, do not count. */
    @WithDefault("64")
    @Min(1)
    @Max(1_000)
    int maxStreams();

    /** Length of a video. */
    @WithDefault("25h")
    Duration maxDuration();

    /** Pictures per second that a file really holds; more than 60 are thinned out. */
    @WithDefault("1000")
    @Min(1)
    @Max(100_000)
    int maxFrameRate();
}
