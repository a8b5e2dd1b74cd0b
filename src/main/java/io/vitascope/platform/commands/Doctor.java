package io.vitascope.platform.commands;

import io.quarkus.arc.All;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
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
        return new Findings(findings).print(out);
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
}
