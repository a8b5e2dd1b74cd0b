package io.vitascope.platform.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The running children of one data folder.
 *
 * <p>Its face is made of JDK types only, so that another class loader can use it: it is a function from configuration
 * to the addresses that the configuration lacks. Calling it again starts only what is not running yet.
 *
 * <p>Threads: one at a time.
 */
final class EmbeddedServices
        implements Function<Function<String, Optional<String>>, Map<String, String>>, AutoCloseable {

    /** A key in the answer that is no address but the sentence why there is none. */
    static final String REFUSED = "refused";

    private static final Logger LOG = Logger.getLogger(EmbeddedServices.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private @Nullable DataFolder folder;
    private @Nullable Supervisor redis;
    private @Nullable Supervisor kafka;

    @Override
    public Map<String, String> apply(Function<String, Optional<String>> config) {
        try {
            return start(EmbeddedSettings.from(config));
        } catch (EmbeddedStartException sentence) {
            LOG.log(Level.FINE, "not started", sentence);
            return Map.of(REFUSED, String.valueOf(sentence.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Map.of(REFUSED, "Interrupted while the embedded Redis and Kafka started.");
        }
    }

    /** Starts what is missing; returns the configuration that names it. After an exception nothing runs. */
    Map<String, String> start(EmbeddedSettings settings) throws EmbeddedStartException, InterruptedException {
        return start(settings, PATIENCE);
    }

    Map<String, String> start(EmbeddedSettings settings, Duration patience)
            throws EmbeddedStartException, InterruptedException {
        if (settings.nothingIsMissing()) {
            return Map.of();
        }
        boolean started = false;
        try {
            Map<String, String> addresses = startMissing(settings, patience);
            started = true;
            return addresses;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private Map<String, String> startMissing(EmbeddedSettings settings, Duration patience)
            throws EmbeddedStartException, InterruptedException {
        Payload payload = Payload.find(settings);
        DataFolder data = folder;
        if (data == null) {
            data = DataFolder.claim(settings.dataDir(), patience);
            folder = data;
        }
        // Both begin, then both are waited for: the broker takes a second or two, Redis a tenth.
        Supervisor kafkaNow = kafka;
        if (settings.kafka() && kafkaNow == null) {
            int port = Ports.choose("Kafka", settings.kafkaPort(), EmbeddedSettings.KAFKA_PORT);
            kafkaNow = new Supervisor(new KafkaServer(payload, data.of("kafka"), port, settings.kafkaHeap()));
            kafka = kafkaNow;
            kafkaNow.start();
        }
        Supervisor redisNow = redis;
        if (settings.redis() && redisNow == null) {
            int port = Ports.choose("Redis", settings.redisPort(), EmbeddedSettings.REDIS_PORT);
            redisNow = new Supervisor(new RedisServer(payload.redisServer(), data.of("redis"), port));
            redis = redisNow;
            redisNow.start();
        }
        Map<String, String> addresses = new HashMap<>();
        if (settings.redis() && redisNow != null) {
            redisNow.awaitFirstStart();
            addresses.put(EmbeddedSettings.REDIS_HOSTS, "redis://127.0.0.1:" + redisNow.port());
        }
        if (settings.kafka() && kafkaNow != null) {
            kafkaNow.awaitFirstStart();
            addresses.put(EmbeddedSettings.KAFKA_SERVERS, "127.0.0.1:" + kafkaNow.port());
        }
        data.tell(addresses);
        return addresses;
    }

    /** Ends both cleanly, then lets go of the data. */
    @Override
    public void close() {
        for (Supervisor supervisor : new Supervisor[] {redis, kafka}) {
            if (supervisor != null) {
                supervisor.close();
            }
        }
        if (folder != null) {
            folder.close();
        }
        redis = null;
        kafka = null;
        folder = null;
    }
}
