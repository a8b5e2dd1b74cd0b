package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_license;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** The native libraries themselves: loading, logging, what this build can do. Thread-safe. */
public final class Ffmpeg {
    private static final System.Logger LOG = System.getLogger("io.vitascope.processing.ffmpeg");

    private static final List<Class<?>> LIBRARIES =
            List.of(avutil.class, swresample.class, swscale.class, avcodec.class, avformat.class, avfilter.class);

    /** Referenced from here as long as the process lives: FFmpeg keeps only its address. */
    private static @Nullable Log log;

    private static volatile String lastError = "";

    private Ffmpeg() {}

    /** Loads the natives on the first call; FFmpeg's warnings go to the {@link System.Logger} of this package. */
    public static void load() {
        load(line -> LOG.log(System.Logger.Level.DEBUG, line));
    }

    /**
     * The same, with FFmpeg's warnings and errors given to {@code lines}, one line a call, from any thread. Only the
     * first call of a process decides where they go.
     */
    public static synchronized void load(Consumer<String> lines) {
        if (log == null) {
            log = new Log(lines);
            av_log_set_level(AV_LOG_WARNING);
            setLogCallback(log);
        }
    }

    /**
     * As {@link #load()}, in a process that has one class loader and lives shortly: all libraries at once, for JavaCPP
     * would look for them again at the first use of each of its classes.
     */
    public static void loadWhole() {
        LIBRARIES.forEach(Loader::load);
        System.setProperty("org.bytedeco.javacpp.loadlibraries", "false");
        load();
    }

    /**
     * The folders, absolute, in which the libraries of this process were looked for and found; none if they were not
     * looked for.
     */
    public static List<String> libraryFolders() {
        load();
        return Loader.getLoadedLibraries().values().stream()
                .map(Path::of)
                .filter(Path::isAbsolute)
                .map(library -> String.valueOf(library.getParent()))
                .distinct()
                .sorted()
                .toList();
    }

    /** For example {@code 8.1.2}. */
    public static String version() {
        load();
        return Calls.text(av_version_info(), "unknown");
    }

    /** The licence of the build that was loaded, for example {@code GPL version 3 or later}. */
    public static String license() {
        load();
        return Calls.text(avcodec_license(), "unknown");
    }

    /** Whether this build has an encoder of that name, for example {@code libx264}. */
    public static boolean hasEncoder(String name) {
        load();
        AVCodec codec = avcodec_find_encoder_by_name(name);
        return !Calls.isNull(codec);
    }

    /** What FFmpeg last complained about in this process, since {@link #forgetLastError}; empty if it did not. */
    static String lastError() {
        return lastError;
    }

    static void forgetLastError() {
        lastError = "";
    }

    /** Native structs that are allocated and not yet freed: 0 when no job runs. */
    public static int livingHandles() {
        return Owned.living();
    }

    private static final class Log extends LogCallback {
        private final transient Consumer<String> lines;

        Log(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public void call(int level, BytePointer message) {
            if (level > AV_LOG_WARNING) {
                return;
            }
            String line = message.getString().strip();
            if (level <= AV_LOG_ERROR && !line.isEmpty()) {
                lastError = line;
            }
            lines.accept(line);
        }
    }
}
