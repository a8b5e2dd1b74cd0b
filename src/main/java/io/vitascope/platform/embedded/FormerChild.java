package io.vitascope.platform.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/**
 * The child that a killed application left on the same data: it is asked to end, waited for, then ended.
 *
 * <p>Process numbers are used again, so a process is only touched when its command line names both the program and the
 * folder.
 */
final class FormerChild {

    private static final Logger LOG = Logger.getLogger(FormerChild.class.getName());
    private static final long PATIENCE_SECONDS = 15;

    private FormerChild() {}

    static void remember(Path pidFile, long pid) throws IOException {
        Files.writeString(pidFile, Long.toString(pid));
    }

    static void end(Path pidFile, String program, Path folder) throws InterruptedException {
        Optional<ProcessHandle> former = read(pidFile).filter(process -> runs(process, program, folder));
        if (former.isEmpty()) {
            return;
        }
        ProcessHandle process = former.get();
        LOG.info(() -> "Ending the former " + program + " (pid " + process.pid() + ") on " + folder);
        process.destroy();
        if (!ended(process)) {
            process.destroyForcibly();
            ended(process);
        }
    }

    private static Optional<ProcessHandle> read(Path pidFile) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static boolean runs(ProcessHandle process, String program, Path folder) {
        List<String> words = Arrays.asList(process.info().arguments().orElse(new String[0]));
        boolean named = process.info().command().orElse("").contains(program)
                || words.stream().anyMatch(word -> word.contains(program));
        return named && words.contains(folder.toString());
    }

    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
