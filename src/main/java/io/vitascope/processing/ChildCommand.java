package io.vitascope.processing;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The command line of a child process, with its limits. Immutable but for what is found out about faster starts. */
record ChildCommand(List<String> words, List<String> background, ClassArchive archive, FoundLibraries libraries) {

    /** Set in the environment of a child for long work, which then prepares for that, not only for a probe. */
    static final String LONG_WORK = "VITASCOPE_LONG_WORK";

    /**
     * All that a child is given of the environment: how to find programs, libraries and devices, how to use memory, and
     * where it is. It opens files of strangers, and passwords often come by the environment. Options for every JVM
     * ({@code JAVA_TOOL_OPTIONS}) are meant for the server.
     */
    private static final Set<String> INHERITED = Set.of(
            "PATH",
            "HOME",
            "TMPDIR",
            "TZ",
            "LANG",
            "LD_LIBRARY_PATH",
            "MALLOC_ARENA_MAX",
            "GLIBC_TUNABLES",
            "CUDA_VISIBLE_DEVICES",
            "CUDA_DEVICE_ORDER",
            "CUDA_CACHE_PATH",
            "CUDA_CACHE_DISABLE",
            "CUDA_MPS_PIPE_DIRECTORY",
            "NVIDIA_VISIBLE_DEVICES",
            "NVIDIA_DRIVER_CAPABILITIES",
            "LIBVA_DRIVER_NAME",
            "LIBVA_DRIVERS_PATH",
            "DRI_PRIME",
            "MESA_LOADER_DRIVER_OVERRIDE",
            "ONEVPL_SEARCH_PATH",
            "ONEVPL_PRIORITY_PATH");

    private static final Logger LOG = Logger.getLogger(ChildCommand.class);
    private static final String HEAP = "-Xmx128m";
    /** A native executable reserves 32 GB of addresses otherwise, more than the limit of a child. */
    private static final String ADDRESSES = "-XX:ReservedAddressSpaceSize=1g";

    private static final int OPEN_FILES = 512;

    /** POSIX, ulimit. */
    private static final int SHELL_BLOCK_BYTES = 512;

    /** @param unpacked where FFmpeg's libraries are unpacked to, if no folder of them is configured */
    static ChildCommand of(ChildConfig limits, Path unpacked) {
        List<String> words = new ArrayList<>();
        words.addAll(resources(limits));
        List<String> background =
                program("nice").map(nice -> List.of(nice, "-n", "5")).orElse(List.of());
        if (Executable.isThis()) {
            words.addAll(List.of(Executable.path().toString(), Executable.CHILD, HEAP, ADDRESSES));
            words.addAll(javacpp(limits, unpacked));
            return new ChildCommand(List.copyOf(words), background, ClassArchive.none(), new FoundLibraries());
        }
        String classPath = ChildClassPath.find();
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Xlog:disable", // standard output is for reports
                "-Xlog:all=warning:stderr",
                "-XX:ErrorFile=/dev/null"));
        words.addAll(javacpp(limits, unpacked));
        words.addAll(List.of("-cp", classPath, MediaChild.class.getName()));
        ClassArchive archive = ClassArchive.in(unpacked, classPath);
        return new ChildCommand(List.copyOf(words), background, archive, new FoundLibraries());
    }

    private static List<String> javacpp(ChildConfig limits, Path unpacked) {
        List<String> options = new ArrayList<>(List.of(
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        options.addAll(libraries(limits, unpacked));
        return options;
    }

    /** What the kernel holds a child to: address space, processor time, file size, open files, no core dump. */
    private static List<String> resources(ChildConfig limits) {
        long memoryBytes = memoryBytes(limits);
        long fileBytes = limits.fileSize().asLongValue();
        long cpuSeconds = limits.maxRun().toSeconds() * Runtime.getRuntime().availableProcessors();
        Optional<String> prlimit = program("prlimit");
        if (prlimit.isPresent()) {
            return List.of(
                    prlimit.get(),
                    "--as=" + memoryBytes,
                    "--cpu=" + cpuSeconds,
                    "--fsize=" + fileBytes,
                    "--nofile=" + OPEN_FILES,
                    "--core=0");
        }
        Optional<String> shell = program("sh");
        if (shell.isPresent()) {
            LOG.info("prlimit is not on the path: child processes get their limits from the shell's ulimit");
            return List.of(shell.get(), "-c", ulimits(memoryBytes, cpuSeconds, fileBytes), "child");
        }
        LOG.warn("Neither prlimit nor sh is on the path: child processes run without memory and file size limits");
        return List.of();
    }

    /** Address space of a child. */
    static long memoryBytes(ChildConfig limits) {
        return limits.memory().map(MemorySize::asLongValue).orElseGet(() -> AvailableMemory.ofAChild(Path.of("/")));
    }

    /** Each where the system has it: macOS knows no limit of the address space. */
    static String ulimits(long memoryBytes, long cpuSeconds, long fileBytes) {
        String sets = Stream.of(
                        "v " + memoryBytes / 1_024, // KB
                        "t " + cpuSeconds,
                        "f " + fileBytes / SHELL_BLOCK_BYTES,
                        "n " + OPEN_FILES,
                        "c 0")
                .map(limit -> "ulimit -" + limit + " 2>/dev/null; ")
                .collect(Collectors.joining());
        return sets + "exec \"$@\"";
    }

    /** A cache folder would have to be writable, which one in a container image is not. */
    private static List<String> libraries(ChildConfig limits, Path unpacked) {
        return limits.natives()
                .map(folder -> List.of("-Djava.library.path=" + folder, "-Dorg.bytedeco.javacpp.pathsFirst=true"))
                .orElse(List.of("-Dorg.bytedeco.javacpp.cachedir=" + unpacked));
    }

    Process start(Work work) throws IOException {
        return start(work == Work.LONG ? background : List.of(), fastest(), work);
    }

    /** What a child is started with from now on. */
    List<String> fastest() {
        List<String> options = new ArrayList<>(archive.toUse());
        options.addAll(libraries.toUse());
        return with(options);
    }

    /** A child that writes an archive of its classes to {@code target} when it ends. */
    Process startWriting(Path target) throws IOException {
        return start(background, with(ClassArchive.toWrite(target)), Work.SHORT);
    }

    private static Process start(List<String> before, List<String> command, Work work) throws IOException {
        List<String> line = new ArrayList<>(before);
        line.addAll(command);
        ProcessBuilder process = new ProcessBuilder(line);
        process.environment().keySet().removeIf(name -> !isInherited(name));
        if (work == Work.LONG) {
            process.environment().put(LONG_WORK, "");
        }
        return process.start();
    }

    static boolean isInherited(String variable) {
        return INHERITED.contains(variable) || variable.startsWith("LC_");
    }

    /** The command with more options, which a JVM takes before its class path. */
    List<String> with(List<String> options) {
        List<String> line = new ArrayList<>(words);
        int classPath = line.indexOf("-cp");
        line.addAll(classPath < 0 ? line.size() : classPath, options);
        return line;
    }

    static Optional<String> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(file.toString());
            }
        }
        return Optional.empty();
    }
}
