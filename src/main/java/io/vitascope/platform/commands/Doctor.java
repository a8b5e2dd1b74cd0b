package io.vitascope.platform.commands;

import io.quarkus.arc.All;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Finding.Level;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks every part of the house how what it depends on is, and says what to do about it. */
@Singleton
final class Doctor {

    private final List<Examination> examinations;
    private final String version;

    Doctor(
            @All List<Examination> examinations,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.examinations = examinations;
        this.version = version;
    }

    /** Whether nothing is broken; warnings may be. */
    boolean examine(PrintStream out) {
        out.println("Vitascope " + version + ", Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        List<Finding> findings = new ArrayList<>();
        for (Examination examination : examinations) {
            findings.addAll(examined(examination));
        }
        findings.forEach(finding -> print(finding, out));
        long errors = count(findings, Level.ERROR);
        out.println(errors + " errors, " + count(findings, Level.WARNING) + " warnings");
        return errors == 0;
    }

    private static List<Finding> examined(Examination examination) {
        try {
            return examination.examine();
        } catch (RuntimeException e) {
            return List.of(Finding.error(
                    examination.getClass().getSimpleName(),
                    "Could not look: " + e,
                    "This is an error of ours; please report it with this line."));
        }
    }

    private static void print(Finding finding, PrintStream out) {
        out.printf(
                "%-8s%s: %s%n",
                finding.level().name().toLowerCase(java.util.Locale.ROOT), finding.subject(), finding.seen());
        if (!finding.advice().isEmpty()) {
            out.println("        " + finding.advice());
        }
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
