package io.vitascope.platform;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says after the start which variables of the environment look like keys of ours and are none. In a file or on the
 * command line such a key ends the start; of the environment the configuration takes what it knows and is silent about
 * the rest, so a misspelt limit would not be missed before it is needed.
 *
 * <p>The keys are those of {@code docs/configuration.md}, which the build puts into the package.
 */
@Singleton
final class UnknownVariables {

    private static final Logger LOG = Logger.getLogger(UnknownVariables.class);
    private static final String FILE = "configuration.md";
    private static final String OURS = "VITASCOPE_";
    private static final Pattern KEY = Pattern.compile("^\\| `(vitascope\\.[a-z0-9.-]+)`", Pattern.MULTILINE);
    /** What Kubernetes tells of a Service that is called vitascope. */
    private static final Pattern OF_A_SERVICE = Pattern.compile("VITASCOPE_(SERVICE|PORT)(_.*)?");
    /** One of several values: {@code …_NETWORKS_0_}. */
    private static final Pattern INDEX = Pattern.compile("_\\d+_?$");

    void warn(@ObservesAsync HttpServerStart started) {
        Set<String> names = System.getenv().keySet();
        if (names.stream().noneMatch(name -> name.startsWith(OURS))) {
            return;
        }
        for (String name : among(names, reference())) {
            LOG.warnf(
                    "%s is no setting of Vitascope, and does nothing; docs/configuration.md lists those there are",
                    name);
        }
    }

    static List<String> among(Collection<String> names, String reference) {
        Set<String> known = KEY.matcher(reference)
                .results()
                .map(key -> key.group(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());
        return names.stream()
                .filter(name -> name.startsWith(OURS))
                .filter(name -> !OF_A_SERVICE.matcher(name).matches())
                .filter(name -> !known.contains(name)
                        && !known.contains(INDEX.matcher(name).replaceFirst("")))
                .sorted()
                .toList();
    }

    static String reference() {
        return PackagedText.read(FILE);
    }
}
