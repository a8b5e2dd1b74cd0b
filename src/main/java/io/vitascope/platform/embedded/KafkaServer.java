package io.vitascope.platform.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One Kafka broker in a JVM of its own, with its own class path: see {@link KafkaBrokerMain}. */
final class KafkaServer implements ChildService {

    static final String READY = "READY";

    private static final long READY_SECONDS = 120;

    private final Payload payload;
    private final Path folder;
    private final int port;
    private final String heap;

    KafkaServer(Payload payload, Path folder, int port, String heap) {
        this.payload = payload;
        this.folder = folder;
        this.port = port;
        this.heap = heap;
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path log() {
        return folder.resolve("broker.log");
    }

    @Override
    public void endFormer() throws InterruptedException {
        FormerChild.end(pidFile(), "KafkaBrokerMain", folder);
    }

    @Override
    public Child launch() throws IOException {
        ChildLog.trim(log());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A small, quick JVM: one collector thread, one compiler tier, gone when memory is gone (and then started
        // again).
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(List.of("-Djava.awt.headless=true", "-Dlog4j2.disable.jmx=true"));
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
        command.addAll(List.of("-cp", payload.brokerClassPath(), KafkaBrokerMain.class.getName()));
        command.addAll(List.of(folder.toString(), Integer.toString(port)));
        Child child = Child.start(
                "kafka", Detached.command(command).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())));
        FormerChild.remember(pidFile(), child.pid());
        return child;
    }

    @Override
    public void awaitReady(Child child) throws EmbeddedStartException, InterruptedException {
        Optional<String> said = child.firstLine(READY_SECONDS);
        if (said.isPresent() && said.get().equals(READY)) {
            return;
        }
        String reason = said.orElseGet(() -> child.isAlive() ? "no answer in " + READY_SECONDS + " s" : "it ended");
        throw new EmbeddedStartException("The embedded Kafka did not start: " + reason + ". More in " + log()
                + ". If its data cannot be read, move " + folder + " away to begin without it.");
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }
}
