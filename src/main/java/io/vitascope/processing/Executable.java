package io.vitascope.processing;

import io.quarkus.runtime.ImageMode;
import java.nio.file.Path;

/** This program as a native executable, which is its own child process when its first argument says so. */
final class Executable {

    /** What {@code platform.Programs} calls {@link MediaChild}. */
    static final String CHILD = "child";

    private Executable() {}

    /** Whether it is one now; else it is classes in a JVM. */
    static boolean isThis() {
        return ImageMode.current() == ImageMode.NATIVE_RUN;
    }

    static Path path() {
        return Path.of(ProcessHandle.current()
                .info()
                .command()
                .orElseThrow(() -> new IllegalStateException("the system does not tell where this program lies")));
    }
}
