package io.vitascope.platform.commands;

import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Finding.Level;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What was found, a line or two each, and how bad it is in all. */
record Findings(List<Finding> all) {

    /** Whether nothing is broken; warnings may be. */
    boolean print(PrintStream out) {
        for (Finding finding : all) {
            out.printf(
                    "%-8s%s: %s%n", finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), finding.seen());
            if (!finding.advice().isEmpty()) {
                out.println("        " + finding.advice());
            }
        }
        long errors = count(Level.ERROR);
        out.println(errors + " errors, " + count(Level.WARNING) + " warnings");
        return errors == 0;
    }

    private long count(Level level) {
        return all.stream().filter(finding -> finding.level() == level).count();
    }
}
