package io.vitascope.platform.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files the children are made of: the broker's jars in {@code lib}, one {@code redis-server} per platform in {@code
 * redis}.
 *
 * <p>The build puts them beside the classes ({@code target/embedded}) and into the package ({@code
 * quarkus-app/embedded}); a container image leaves them out. Immutable.
 */
record Payload(Path folder) {

    static Payload find(EmbeddedSettings settings) throws EmbeddedStartException {
        List<Path> candidates = settings.payload().map(List::of).orElseGet(Payload::besideTheCode);
        for (Path candidate : candidates) {
            if (Files.isDirectory(candidate)) {
                return new Payload(candidate);
            }
        }
        throw new EmbeddedStartException("There is no Redis and Kafka in this installation (no folder "
                + candidates.get(0) + "). " + howToGoExternal(settings)
                + " In a checkout, ./mvnw generate-resources brings the folder; elsewhere, name one with "
                + EmbeddedSettings.PAYLOAD + ".");
    }

    /** The class path of the broker's JVM: our classes and its own jars, never the application's. */
    String brokerClassPath() {
        return codeLocation() + System.getProperty("path.separator") + folder.resolve("lib") + "/*";
    }

    /** The server for this machine, ready to run. */
    Path redisServer() throws EmbeddedStartException {
        String platform = platform();
        try (Stream<Path> binaries = Files.list(folder.resolve("redis"))) {
            Path binary = binaries.filter(path -> path.toString().endsWith("-" + platform))
                    .findFirst()
                    .orElseThrow(() -> new EmbeddedStartException("There is no embedded Redis for " + platform
                            + ". Set QUARKUS_REDIS_HOSTS to a Redis of yours."));
            if (!Files.isExecutable(binary) && !binary.toFile().setExecutable(true)) {
                throw new EmbeddedStartException(binary + " is not executable. Run chmod +x on it.");
            }
            return binary;
        } catch (IOException unreadable) {
            throw new EmbeddedStartException(
                    "There is no embedded Redis in " + folder + ". Set QUARKUS_REDIS_HOSTS to a Redis of yours.",
                    unreadable);
        }
    }

    private static String howToGoExternal(EmbeddedSettings settings) {
        if (!settings.kafka()) {
            return "Set QUARKUS_REDIS_HOSTS, such as redis://host:6379.";
        }
        if (!settings.redis()) {
            return "Set KAFKA_BOOTSTRAP_SERVERS, such as host:9092.";
        }
        return "Set QUARKUS_REDIS_HOSTS, such as redis://host:6379, and KAFKA_BOOTSTRAP_SERVERS, such as host:9092.";
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String platform = system.contains("mac") ? "darwin" : system.replaceAll("\\s.*", "");
        return switch (processor) {
            case "amd64", "x86_64" -> platform + "-amd64";
            case "aarch64", "arm64" -> platform + "-arm64";
            default -> platform + "-" + processor;
        };
    }

    /** target/classes has it at ../embedded; quarkus-app/app/x.jar at ../../embedded; a single jar beside itself. */
    private static List<Path> besideTheCode() {
        Path code = codeLocation();
        Path first = code.resolveSibling("embedded");
        if (Files.isDirectory(code)) {
            return List.of(first);
        }
        Path packaged = Optional.ofNullable(code.getParent())
                .map(app -> app.resolveSibling("embedded"))
                .orElse(first);
        return List.of(packaged, first);
    }

    static Path codeLocation() {
        CodeSource source = Payload.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("the class loader does not tell where this class is from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
