package io.vitascope.processing;

import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether child processes start, with which FFmpeg, and within which limits. */
@Singleton
final class EngineExamination implements Examination {

    private static final double GIGA = 1e9;

    private final QuickLooks looks;
    private final ChildConfig config;

    EngineExamination(QuickLooks looks, ChildConfig config) {
        this.looks = looks;
        this.config = config;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        EngineState engine = looks.askEngine();
        findings.add(
                engine.isBroken()
                        ? Finding.error(
                                "FFmpeg",
                                "No child process starts: " + engine.failure(),
                                "FFmpeg's libraries need glibc 2.35 or newer, a data folder that may hold programs (no "
                                        + "noexec), and 200 MB of memory; the log has the child's last words.")
                        : Finding.ok(
                                "FFmpeg",
                                engine.version() + ", " + engine.license() + ", H.264 by " + engine.encoder()));
        if (engine.license().startsWith("LGPL")) {
            findings.add(Finding.warning(
                    "FFmpeg",
                    "H.264 is encoded by " + engine.encoder() + ", not by x264.",
                    "The GPL flavour of the package has x264, which needs fewer bits; see NOTICE for its licence."));
        }
        findings.add(
                ChildCommand.program("prlimit")
                                .or(() -> ChildCommand.program("sh"))
                                .isPresent()
                        ? Finding.ok("limits", "The memory and the files of child processes are bounded.")
                        : Finding.warning(
                                "limits",
                                "Neither prlimit nor sh is on the path: a hostile file may take all memory.",
                                "Install util-linux."));
        AvailableMemory.bytes(Path.of("/"))
                .ifPresent(bytes -> findings.add(memory(bytes, ChildCommand.memoryBytes(config))));
        return findings;
    }

    static Finding memory(long bytes, long child) {
        String seen = String.format(
                Locale.ROOT,
                "%.1f GB for this machine or container, %.1f GB of address space for a child process.",
                bytes / GIGA,
                child / GIGA);
        return child > AvailableMemory.ofAChild(bytes)
                ? Finding.warning(
                        "memory",
                        seen,
                        "A hostile file can take all of it; leave vitascope.processing.child.memory unset, or set it to"
                                + " less.")
                : Finding.ok("memory", seen);
    }
}
