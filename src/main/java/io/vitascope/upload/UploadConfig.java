package io.vitascope.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** {@code vitascope.upload.*}: how much may arrive, and how long the room waits for it. */
@ConfigMapping(prefix = "vitascope.upload")
interface UploadConfig {

    /** The largest file that is accepted. */
    @WithDefault("20G")
    MemorySize maxSize();

    /** Bytes that stay free on the volume of the data folder; an upload that would take them is refused. */
    @WithDefault("1G")
    MemorySize diskReserve();

    /**
     * Bytes that the sources of all videos may take together, a shared one once; an upload that would exceed them is
     * refused. When absent, the disk or the bucket is the limit.
     */
    Optional<MemorySize> maxStored();

    /** The longest video; when absent, only the limits of the examination hold. */
    Optional<Duration> maxDuration();

    /**
     * Uploads that one network address, or one network of IPv6 (its first 64 bits), has under way, those that wait for
     * their next bytes included.
     */
    @WithDefault("500")
    @Min(1)
    int maxPerClient();

    /**
     * Media types that are refused when a client names one of them, before the file travels. Only such that nobody
     * gives to a video by mistake; whatever is not listed is decided by the bytes.
     */
    @WithDefault(
            "text/plain,text/html,text/css,text/csv,text/markdown,text/javascript,application/json,application/pdf,"
                    + "application/zip,application/x-zip-compressed,application/gzip,application/x-tar,application/msword,"
                    + "application/vnd.openxmlformats-officedocument.wordprocessingml.document,"
                    + "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,"
                    + "application/vnd.openxmlformats-officedocument.presentationml.presentation,"
                    + "image/jpeg,image/svg+xml,image/heic,image/heif")
    Set<String> refusedTypes();

    /** Uploads at a time in this process; each holds one worker thread while its bytes arrive. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int maxActive();

    /**
     * Those of one network address at a time, as long as they leave as many places free for others; fewer, the fewer are
     * free.
     */
    @WithDefault("100")
    @Min(1)
    int maxActivePerClient();

    /**
     * A gRPC call that sends nothing for this long is gone, and so are a process that says nothing, and uploads over
     * HTTP that it had under way.
     */
    @WithDefault("60s")
    Duration patience();

    /** How often bytes that arrive, and then the examination, push the deadline on. */
    @WithDefault("5s")
    Duration heartbeat();

    /** A resumable upload that gets no bytes for this long is removed. */
    @WithDefault("24h")
    Duration expiry();

    /** A power cut costs a resumable upload at most what came within this time; so often it is forced to the disk. */
    @WithDefault("1s")
    Duration commitEvery();

    /** For how long a request holds a resumable upload without renewing that: the longest wait after a process died. */
    @WithDefault("10s")
    Duration lease();

    /** The longest wait for an answer of the probe; with many uploads at once most of it is waiting for a turn. */
    @WithDefault("10m")
    Duration probeTimeout();

    /** How often dead uploads are looked for. */
    @WithDefault("10s")
    Duration sweepInterval();
}
