package io.vitascope.platform.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The main class of the child JVM: broker and controller in one, on the loopback address.
 *
 * <p>Says one line, {@code READY} or the reason why not; serves until its input ends; stops cleanly. A failure at start
 * ends the JVM at once, whatever threads the broker has begun.
 *
 * <p>Runs on the payload's class path, not the application's: Kafka's classes are known here and nowhere else.
 */
final class KafkaBrokerMain {

    private static final long STOP_MS = 10_000;

    private KafkaBrokerMain() {}

    /** Serves until the end of its input. Arguments: the data folder; the port. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        System.setErr(new PrintStream(
                new ChildLog(folder.resolve("broker.log"), ChildLog.LIMIT_BYTES), true, StandardCharsets.UTF_8));
        CompletableFuture<Runnable> ready = new CompletableFuture<>();
        Thread input = new Thread(() -> stopAtEndOfInput(ready), "input");
        input.setDaemon(true);
        input.start();
        try {
            Path data = Files.createDirectories(folder.resolve("data"));
            format(data);
            KafkaRaftServer server =
                    new KafkaRaftServer(new KafkaConfig(settings(data, port, Ports.free()), false), Time.SYSTEM);
            Runnable stop = stopper(server);
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
            server.startup();
            ready.complete(stop);
            say(KafkaServer.READY);
            server.awaitShutdown();
        } catch (Throwable failed) {
            failed.printStackTrace();
            say(failed.getClass().getSimpleName() + ": "
                    + String.valueOf(failed.getMessage()).lines().findFirst().orElse(""));
            Runtime.getRuntime().halt(1);
        }
    }

    /** The application has nothing to say but that it is gone. A broker that is not up yet has nothing to close. */
    private static void stopAtEndOfInput(CompletableFuture<Runnable> ready) {
        try {
            while (System.in.read() >= 0) {
                // not the end
            }
        } catch (IOException broken) {
            // as good as the end
        }
        Runnable stop = ready.getNow(() -> Runtime.getRuntime().halt(0));
        stop.run();
        System.exit(0);
    }

    /** Cleanly, once, and in a bounded time. */
    private static Runnable stopper(KafkaRaftServer server) {
        AtomicBoolean begun = new AtomicBoolean();
        return () -> {
            if (begun.getAndSet(true)) {
                return;
            }
            Thread impatience = new Thread(KafkaBrokerMain::haltLater, "impatience");
            impatience.setDaemon(true);
            impatience.start();
            server.shutdown();
            server.awaitShutdown();
        };
    }

    private static void haltLater() {
        try {
            Thread.sleep(STOP_MS);
        } catch (InterruptedException neverSent) {
            return;
        }
        System.err.println("the broker did not stop in " + STOP_MS + " ms");
        Runtime.getRuntime().halt(1);
    }

    /** Gives the folder its identity, the first time. Share groups (KIP-932) are a feature that is fixed here. */
    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName("CONTROLLER")
                .setFeatureLevel("share.version", (short) 1)
                .addDirectory(data.toString());
        formatter.setMetadataLogDirectory(data.toString());
        formatter.run();
    }

    private static Properties settings(Path data, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("log.dirs", data.toString());
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("inter.broker.listener.name", "PLAINTEXT");
        // Static voters are not kept on disk, so the ports may be others at the next start.
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        single(settings);
        small(settings);
        durable(settings);
        return settings;
    }

    /** One node: nothing to replicate to, nobody to wait for. */
    private static void single(Properties settings) {
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.num.partitions", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // After a crash the controller lets the broker in again only when the session of its former self is over,
        // by default 9 s.
        settings.setProperty("broker.session.timeout.ms", "2000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("num.partitions", "4");
        // A release at every orderly restart counts as a delivery.
        settings.setProperty("group.share.delivery.count.limit", "10");
        settings.setProperty("group.share.record.lock.duration.ms", "30000");
        // A broker killed in the first second of a share group starts the group again after this time, counted anew
        // from
        // each of its starts; until then no worker gets anything. 30 s by default, and no less than 5 s.
        settings.setProperty("group.share.initialize.retry.interval.ms", "5000");
        // A worker gets its first task one heartbeat after it joins; the default is 5 s.
        settings.setProperty("group.share.heartbeat.interval.ms", "1000");
        settings.setProperty("group.share.min.heartbeat.interval.ms", "1000");
    }

    /** Little memory, few threads, little disk: the defaults are for a machine that does nothing else. */
    private static void small(Properties settings) {
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "2");
        settings.setProperty("background.threads", "2");
        settings.setProperty("group.coordinator.threads", "1");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        settings.setProperty("log.segment.bytes", "16777216");
        settings.setProperty("log.index.size.max.bytes", "1048576");
        settings.setProperty("metadata.log.segment.bytes", "8388608");
        settings.setProperty("metadata.max.retention.bytes", "33554432");
        // An idle broker would write to its disk twice a second.
        settings.setProperty("metadata.max.idle.interval.ms", "5000");
    }

    /**
     * 30 days, so that a machine may be off for a holiday; 128 MiB per partition; on disk within a second, as with
     * Redis.
     */
    private static void durable(Properties settings) {
        settings.setProperty("log.retention.hours", "720");
        settings.setProperty("log.retention.bytes", "134217728");
        settings.setProperty("offsets.retention.minutes", "43200");
        settings.setProperty("log.flush.interval.ms", "1000");
        settings.setProperty("log.flush.scheduler.interval.ms", "1000");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
