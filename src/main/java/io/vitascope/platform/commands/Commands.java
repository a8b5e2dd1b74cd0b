package io.vitascope.platform.commands;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Housekeeping;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands by their names, and how one is run. */
public final class Commands implements QuarkusApplication {

    private static final Set<String> NAMES = Set.of("doctor", "export", "import", "storage");
    private static final Set<String> WITH_FOLDER = Set.of("export", "import");
    private static final List<String> SWEEP = List.of("--sweep");

    /** Nothing is served, made or consumed; and only the command's own words are printed. */
    private static final Map<String, String> QUIET = Map.of(
            "vitascope.roles", "none",
            "vitascope.kafka.create-topics", "false",
            "vitascope.processing.child.spare", "false",
            "quarkus.http.host-enabled", "false",
            "quarkus.scheduler.enabled", "false",
            "quarkus.log.level", "FATAL");

    private static final int WRONG = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private final Doctor doctor;
    private final Backup backup;
    private final Housekeeping housekeeping;

    Commands(Doctor doctor, Backup backup, Housekeeping housekeeping) {
        this.doctor = doctor;
        this.backup = backup;
        this.housekeeping = housekeeping;
    }

    public static boolean isNamedBy(String... words) {
        return words.length > 0 && NAMES.contains(words[0]);
    }

    /** To be called before anything reads the configuration. */
    public static void prepare() {
        QUIET.forEach(System::setProperty);
    }

    /** Starts the application, runs the command in it, and ends the process. */
    public static void execute(String... words) {
        Quarkus.run(Commands.class, Commands::ended, words);
    }

    private static void ended(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.out.println(startFailure(failure));
        }
        System.exit(code);
    }

    /** A finding like those of the doctor, who could not be asked. */
    static String startFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException disk) {
                return "error   disk: " + disk.getFile() + " can't be used ("
                        + disk.getClass().getSimpleName()
                        + ").\n        Name a folder that the user who runs Vitascope may write: vitascope.data-dir.";
            }
        }
        return "error   start: " + reason(failure)
                + "\n        Mend the setting that it names (docs/configuration.md), then ask again.";
    }

    /**
     * Nothing is logged here, so this is all that is told: the sentence nearest to the cause that was written for
     * people.
     */
    private static String reason(Throwable failure) {
        String sentence = "";
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            last = String.valueOf(cause.getMessage());
            sentence = cause instanceof IllegalStateException ? last : sentence;
        }
        return sentence.isEmpty() ? last : sentence;
    }

    /** The exit code: 0 if all is well, 1 if something is wrong, 2 if the command is not understood. */
    @Override
    public int run(String... words) {
        return run(System.out, List.of(words));
    }

    int run(PrintStream out, List<String> words) {
        String name = words.get(0);
        List<String> arguments = words.subList(1, words.size());
        if (name.equals("doctor") && arguments.isEmpty()) {
            return doctor.examine(out) ? 0 : WRONG;
        }
        if (name.equals("storage") && (arguments.isEmpty() || arguments.equals(SWEEP))) {
            List<Finding> found = arguments.isEmpty() ? housekeeping.look() : housekeeping.sweep();
            return new Findings(found).print(out) ? 0 : WRONG;
        }
        if (WITH_FOLDER.contains(name) && arguments.size() == 1) {
            return withFolder(
                    out, name, Path.of(arguments.get(0)).toAbsolutePath().normalize());
        }
        out.println("Usage: doctor | export FOLDER | import FOLDER | storage [--sweep]");
        return NOT_UNDERSTOOD;
    }

    private int withFolder(PrintStream out, String name, Path folder) {
        try {
            out.println(name.equals("export") ? backup.export(folder) : backup.restore(folder));
            return 0;
        } catch (BackupException sentence) {
            out.println(sentence.getMessage());
            return WRONG;
        }
    }
}
