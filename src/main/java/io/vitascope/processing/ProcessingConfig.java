package io.vitascope.processing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** {@code vitascope.processing.*}. */
@ConfigMapping(prefix = "vitascope.processing")
interface ProcessingConfig {

    /** Jobs that this process works on at a time; 0 takes none. By default a quarter of the cores, at least 2. */
    OptionalInt slots();

    /** Cores that the encoders of one job use; by default all, divided among the jobs that run here when it begins. */
    OptionalInt threads();

    /** Renditions, from the largest; those above the source are left out. */
    @WithDefault("1080p,720p,480p,360p")
    List<String> ladder();

    /** How much time is given for how few bits: {@code speed}, {@code balanced} or {@code best}. */
    @WithDefault("balanced")
    @Pattern(regexp = "speed|balanced|best")
    String quality();

    /**
     * Which encoder makes H.264: {@code auto} is the best in software, {@code auto-hardware} any in hardware that
     * works, or one by its name. One that does not work here is replaced by the best in software.
     */
    @WithDefault("auto")
    @Pattern(
            regexp = "auto|auto-hardware|libx264|libopenh264|h264_nvenc|h264_vaapi|h264_qsv|h264_videotoolbox",
            message = "must be auto, auto-hardware, libx264, libopenh264, h264_nvenc, h264_vaapi, h264_qsv or "
                    + "h264_videotoolbox")
    String encoder();

    /** Whether every picture is there in AV1 too, beside H.264. */
    @WithDefault("false")
    boolean av1();

    /** Whether a picture that players can take as it is becomes the top rendition without being encoded. */
    @WithDefault("true")
    boolean copy();

    /** Length of a segment and of a group of pictures. */
    @WithDefault("4s")
    Duration segmentDuration();

    /** A worker that has not been heard of for so long has lost its job. */
    @WithDefault("15s")
    Duration lease();

    /** A queued job that is among the first, and whose task may have been lost, is queued again after this. */
    @WithDefault("15m")
    Duration queueDeadline();

    /** How often the reconciler looks for jobs past their deadline. */
    @WithDefault("5s")
    Duration reconcileEvery();

    /** Crashes of the child process, on a machine that works otherwise, before a job has failed. */
    @WithDefault("2")
    @Min(1)
    @Max(10)
    int maxCrashes();

    /**
     * Runs that the storage ended before a job has failed. It waits half a minute after the first one, and up to five
     * minutes after later ones: two hours in all.
     */
    @WithDefault("26")
    @Min(1)
    @Max(10_000)
    int maxStorageFailures();

    /**
     * Runs whose child processes were killed, by a kernel short of memory say, or got nowhere because of their machine,
     * before a job has failed. It waits half a minute after the first one, and up to five minutes after later ones:
     * half an hour in all.
     */
    @WithDefault("10")
    @Min(1)
    @Max(10_000)
    int maxMachineFailures();

    /**
     * Bytes that stay free on the volume of the data folder; a job that would take them waits as for a storage that
     * failed. Less than {@code vitascope.upload.disk-reserve}, so that what was uploaded last can still be processed.
     */
    @WithDefault("512M")
    MemorySize diskReserve();

    /** Lost workers before a job has failed and its task is a dead letter. */
    @WithDefault("8")
    @Min(1)
    @Max(100)
    int maxTakeovers();

    /**
     * Disk that the thumbnails of one video may take; beyond it, those that were made first go. One counts 4 KiB at
     * least, as on the disk.
     */
    @WithDefault("32M")
    MemorySize thumbnailsPerVideo();

    /** Playlists and segments of an older run are kept so long, for those who still watch them. */
    @WithDefault("10m")
    Duration keepReplaced();

    /** What a run that failed has finished is kept so long, for whoever retries. */
    @WithDefault("24h")
    Duration keepFailed();
}
