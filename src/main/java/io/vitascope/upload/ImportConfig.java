package io.vitascope.upload;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code vitascope.upload.import.*}: files that the server fetches itself. */
@ConfigMapping(prefix = "vitascope.upload.import")
interface ImportConfig {

    /** Whether files are fetched from addresses that clients name. */
    @WithDefault("true")
    boolean enabled();

    /** Ports that may be asked; with 0 among them, all. */
    @WithDefault("80,443")
    Set<Integer> ports();

    /** When given, nobody but these hosts is asked: names, or {@code *.example.org} for all below one. */
    Optional<Set<String>> hosts();

    /** Networks that may be asked though they are not public, such as {@code 10.1.0.0/16}. */
    Optional<Set<String>> networks();

    /** Fetched at a time by this process, for one client at most half of them; others wait their turn. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int atOnce();

    /** From the request on, whatever happens. */
    @WithDefault("12h")
    Duration maxTime();

    /** A server that sends nothing for so long is asked again. */
    @WithDefault("20s")
    Duration patience();

    /** Tries in a row that bring nothing. */
    @WithDefault("6")
    @Min(1)
    @Max(100)
    int attempts();

    /** Redirects that are followed, one after the other. */
    @WithDefault("5")
    @Min(0)
    @Max(20)
    int redirects();
}
