package io.vitascope.processing;

import java.io.IOException;
import java.util.List;

/** The child processes of the application under test, and an end for them. */
final class LivingChildren {

    private LivingChildren() {}

    static List<ProcessHandle> all() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.isAlive()
                        && process.info().commandLine().orElse("").contains(MediaChild.class.getName()))
                .toList();
    }

    /** As after an access to memory that is not its own. */
    static void crash(ProcessHandle child) {
        try {
            new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
