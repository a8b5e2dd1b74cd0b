package io.vitascope;

import io.vitascope.platform.embedded.EmptyServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The package as processes of their own, by one command line for both its forms: the native executable that the system
 * property {@code vitascope.executable} names, or else the jar in {@code vitascope.package}.
 *
 * <p>A jar brings its Redis and Kafka along, which end with it; a native executable has none, and gets the tests' own.
 */
final class PackagedApplication implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final EmptyServices services = new EmptyServices(Path.of("target", "packaged-services"));
    private final Map<String, String> addresses;

    private PackagedApplication(boolean withServices) {
        addresses = withServices ? services.start(key -> Optional.empty()) : Map.of();
    }

    /** As most people run it. */
    static PackagedApplication byItself() {
        return new PackagedApplication(isNative());
    }

    /** Over one Redis and one Kafka, which outlive its processes. */
    static PackagedApplication overSharedServices() {
        return new PackagedApplication(true);
    }

    private static boolean isNative() {
        return !executable().isEmpty();
    }

    private static String executable() {
        return System.getProperty("vitascope.executable", "");
    }

    /**
     * Not yet up when this returns.
     *
     * @param log in {@code target}; what is written is added to it
     * @param settings {@code key=value}
     */
    Process start(String log, int port, Path data, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>();
        if (isNative()) {
            command.add(executable());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        }
        addresses.forEach((key, address) -> command.add("-D" + key + "=" + address));
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dvitascope.data-dir=" + data));
        settings.forEach(setting -> command.add("-D" + setting));
        if (!isNative()) {
            Path jar = Path.of(System.getProperty("vitascope.package"), "quarkus-run.jar");
            command.addAll(List.of("-jar", jar.toString()));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log(log).toFile()))
                .start();
        processes.add(process);
        return process;
    }

    /** It is started again, over what it has kept. */
    void killKafka() throws IOException {
        services.kafka().destroyForcibly();
    }

    /** Of the one that its processes share. */
    int kafkaPort() {
        String servers = String.valueOf(addresses.get("kafka.bootstrap.servers"));
        return Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
    }

    static Path log(String name) {
        return Path.of("target", name);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException("no port is free", failure);
        }
    }

    /** Kills what still runs. */
    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        services.close();
    }
}
