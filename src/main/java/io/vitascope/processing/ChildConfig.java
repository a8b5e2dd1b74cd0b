package io.vitascope.processing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code vitascope.processing.child.*}: what a child process is allowed. */
@ConfigMapping(prefix = "vitascope.processing.child")
interface ChildConfig {

    /** Silence after which a child process is taken for hung. */
    @WithDefault("60s")
    Duration stall();

    /** Longest life of a child process. */
    @WithDefault("48h")
    Duration maxRun();

    /** Longest probe or picture. */
    @WithDefault("60s")
    Duration maxProbe();

    /**
     * Address space of a child process, held to it by {@code prlimit}, else by the shell's {@code ulimit}; macOS knows
     * no such limit. By default 8G, and on a machine or in a container of less than that three quarters of its memory and
     * the 2.5G that a child reserves for nothing.
     */
    Optional<MemorySize> memory();

    /** Largest file that a child process may write; held to it as to {@code memory}, also on macOS. */
    @WithDefault("64G")
    MemorySize fileSize();

    /** Longest wait of a probe for its turn; whoever uploads waits as long, rather than sending all of it again. */
    @WithDefault("10m")
    Duration probeQueue();

    /** Whether two children wait ready for the next orders; they save half a second an order and cost 50 MB each. */
    @WithDefault("true")
    boolean spare();

    /**
     * A folder that holds FFmpeg's libraries side by side, and may be read-only: nothing is unpacked then. Without it
     * they are unpacked into the data folder, once.
     */
    Optional<Path> natives();

    /** Probes and pictures that this process makes at a time; more wait. */
    @WithDefault("4")
    @Min(1)
    @Max(64)
    int maxQuick();
}
