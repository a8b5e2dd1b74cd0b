package io.vitascope.platform;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.vitascope.platform.commands.Commands;
import io.vitascope.platform.embedded.EmbeddedLauncher;
import io.vitascope.platform.embedded.EmbeddedStartException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * The main class: first Redis and Kafka, if no external ones are named, then the application. Or another program of the
 * artifact, if the command line names one.
 *
 * <p>In dev mode {@code main} runs again at every change, in another class loader, and finds the same Redis and Kafka.
 */
@QuarkusMain
public final class Vitascope {

    private static final String STOPPER = "vitascope.stopper";

    Vitascope() {}

    public static void main(String... args) {
        if (Programs.run(args)) {
            return;
        }
        boolean command = Commands.isNamedBy(args);
        if (command) {
            Commands.prepare();
        }
        // What a former run of dev mode has set would look external now.
        EmbeddedLauncher.addresses().keySet().forEach(System::clearProperty);
        stopAfterTheApplication();
        try {
            if (!EmbeddedLauncher.isAllExternal()) {
                start(command);
            }
        } catch (EmbeddedStartException sentence) {
            // Interrupted only by the stopper: a signal came while we started, and there is nobody to tell.
            if (!Thread.interrupted()) {
                refuse(sentence);
            }
            return;
        }
        if (command) {
            Commands.execute(args);
        } else {
            Quarkus.run(args);
        }
    }

    /** A command looks at what a running server has on the same data; only without one does it start them for itself. */
    private static void start(boolean command) throws EmbeddedStartException {
        Config config = ConfigUtils.configBuilder().build();
        Function<String, Optional<String>> named = key -> config.getOptionalValue(key, String.class);
        Map<String, String> running = command ? EmbeddedLauncher.ofAnother(named) : Map.of();
        running.forEach(System::setProperty);
        EmbeddedLauncher.ensureRunning(
                        key -> Optional.ofNullable(running.get(key)).or(() -> named.apply(key)))
                .forEach(System::setProperty);
    }

    /** Dev mode shows the sentence and waits for a change; anything else ends with it. */
    private static void refuse(EmbeddedStartException sentence) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            throw new IllegalStateException(sentence.getMessage());
        }
        System.err.println(sentence.getMessage());
        System.exit(1);
    }

    /**
     * Shutdown hooks run side by side, so ours waits until the application has stopped: its last words need Redis and
     * Kafka.
     */
    private static void stopAfterTheApplication() {
        Thread stopper = new Thread(
                () -> {
                    Application application = ApplicationLifecycleManager.getCurrentApplication();
                    if (application != null) {
                        application.awaitShutdown();
                    }
                    EmbeddedLauncher.close();
                },
                "stop-embedded");
        Properties shared = System.getProperties();
        if (shared.put(STOPPER, stopper) instanceof Thread former) {
            Runtime.getRuntime().removeShutdownHook(former);
        }
        Runtime.getRuntime().addShutdownHook(stopper);
    }
}
