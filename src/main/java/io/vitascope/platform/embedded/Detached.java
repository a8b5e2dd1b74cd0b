package io.vitascope.platform.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process in a session of its own: ^C and a closing terminal reach the application only, which then stops first.
 *
 * <p>Linux has setsid(1); macOS has none, but a perl that can do the same. With neither, ^C ends the children too
 * early.
 */
final class Detached {

    private Detached() {}

    static ProcessBuilder command(List<String> command) {
        List<String> words = new ArrayList<>(session());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        // Options meant for the application's JVM: agents, heaps, debug ports.
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
        return builder;
    }

    private static List<String> session() {
        for (String setsid : List.of("/usr/bin/setsid", "/bin/setsid")) {
            if (Files.isExecutable(Path.of(setsid))) {
                return List.of(setsid);
            }
        }
        Path perl = Path.of("/usr/bin/perl");
        return Files.isExecutable(perl)
                ? List.of(perl.toString(), "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV", "--")
                : List.of();
    }
}
