package io.vitascope.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vitascope.outbox.OutboxStream.Entry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends the outbox to Kafka, in order by {@link OutboxLanes lane}, and deletes from it what the broker has acknowledged.
 *
 * <p>One process of many does it at a time: the holder of a lease in Redis that lasts {@value #LEASE_MILLIS} ms, and
 * that it has for longer than the producer may try. A new holder begins with the oldest entry, so an event may be sent
 * twice and none is left out. Threads: one of its own.
 */
@Singleton
final class OutboxRelay implements PassingKeys {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private static final String CHANNEL = "outbox";
    private static final String LEASE = "vitascope:outbox:relay";
    private static final long LEASE_MILLIS = 10_000;
    /** Redis holds the read open this long when the outbox is empty; well below the lease, which it renews. */
    private static final long BLOCK_MILLIS = 2_000;

    /** And this long while something is aside, to be looked after. */
    private static final long LOOK_MILLIS = 200;

    private static final long PAUSE_MILLIS = 500;
    /** Nothing is on its way by then, unless Kafka is away. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** In a memory that is full, only what the relay takes away makes room: it must not wait for that room itself. */
    private static final String RENEW = """
        #!lua flags=allow-oom
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return holder and 1 or 2
        """;

    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final Redis redis;
    private final KafkaClientService clients;
    private final KafkaNames names;
    /** So old may the lease be when a batch is sent, or the batch could outlast it. */
    private final long freshNanos;

    private final OutboxLanes lanes;
    private final String me = UUID.randomUUID().toString();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");

    @Inject
    OutboxRelay(
            Redis redis,
            KafkaClientService clients,
            KafkaNames names,
            Instance<OpenTelemetry> traces,
            Topics topics,
            OutboxConfig config,
            MeterRegistry meters,
            @ConfigProperty(name = "mp.messaging.outgoing.outbox.delivery.timeout.ms") long deliveryMillis) {
        this(redis, new OutboxSender(clients, CHANNEL, traces), clients, names, topics, config, meters, deliveryMillis);
    }

    OutboxRelay(
            Redis redis,
            OutboxLanes.Way kafka,
            KafkaClientService clients,
            KafkaNames names,
            Topics topics,
            OutboxConfig config,
            MeterRegistry meters,
            long deliveryMillis) {
        this.redis = redis;
        this.clients = clients;
        this.names = names;
        this.lanes = new OutboxLanes(
                kafka,
                topics::isThere,
                config.partitions(),
                Duration.ofMillis(2 * deliveryMillis),
                DeadLetters.counter(meters, OutboxStream.REFUSED),
                System::nanoTime);
        this.freshNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(LEASE_MILLIS - deliveryMillis, LEASE_MILLIS / 10));
    }

    @Override
    public List<String> momentary() {
        return List.of(LEASE);
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The channel's client is made when it is first asked for: as soon as requests are taken, and not at the first
     * event.
     */
    void connect(@ObservesAsync HttpServerStart started) {
        KafkaProducer<String, byte[]> producer = clients.getProducer(CHANNEL);
        names.known()
                .chain(() -> producer.runOnSendingThread((Producer<String, byte[]> made) -> {}))
                .subscribe()
                .with(ignored -> {}, failure -> LOG.debugf("Kafka's producer: %s", failure.getMessage()));
    }

    /** The framework forgets the client where one JVM runs several applications. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        end();
        Producer<String, byte[]> producer =
                clients.<String, byte[]>getProducer(CHANNEL).unwrap();
        if (producer != null) {
            producer.close(CLOSING);
        }
    }

    /** Waits until its last batch is over. */
    void end() throws InterruptedException {
        stopping.countDown();
        thread.join(BLOCK_MILLIS + PAUSE_MILLIS);
        thread.interrupt();
    }

    private void run() {
        if (!isReachable()) {
            return;
        }
        while (!stopped(0)) {
            try (OutboxStream stream = new OutboxStream(redis)) {
                relay(stream);
            } catch (RuntimeException e) {
                if (stopped(0)) {
                    return;
                }
                LOG.warnf("Outbox waits: %s", e.getMessage());
                stopped(PAUSE_MILLIS);
            }
        }
    }

    /** A client that can't be made says that it is broken for good. False when the process ends before one can. */
    private boolean isReachable() {
        CompletableFuture<Void> known = names.known().subscribeAsCompletionStage();
        while (!known.isDone()) {
            if (stopped(LOOK_MILLIS)) {
                known.cancel(true);
                return false;
            }
        }
        return true;
    }

    private void relay(OutboxStream stream) {
        end(stream);
        while (!stopped(0)) {
            long leasedNanos = System.nanoTime();
            int lease = renew(stream);
            if (lease != 1) {
                end(stream); // another holder may have died in the middle of a batch
            }
            if (lease == 0) {
                stopped(PAUSE_MILLIS);
            } else if (!hasGoneOn(stream, leasedNanos)) {
                end(stream);
            }
        }
        end(stream);
        release(stream);
    }

    /** One step; false when somebody else may have had the lease, and what is known of the lanes is of before. */
    private boolean hasGoneOn(OutboxStream stream, long leasedNanos) {
        for (Runnable retry : lanes.look(stream)) {
            if (!isStillOurs(stream, leasedNanos)) {
                return false;
            }
            retry.run();
        }
        List<Entry> batch = stream.read(lanes.position(), lanes.isAllOpen() ? BLOCK_MILLIS : LOOK_MILLIS);
        if (batch.isEmpty()) {
            return true;
        }
        if (!isStillOurs(stream, leasedNanos)) {
            return false;
        }
        lanes.send(stream, batch);
        return true;
    }

    private void end(OutboxStream stream) {
        if (!lanes.end(() -> keep(stream))) {
            release(stream); // another process may have a client that works
            throw new IllegalStateException("Kafka's client does not answer");
        }
    }

    private void release(OutboxStream stream) {
        stream.number(Request.cmd(Command.EVAL).arg(RELEASE).arg(1).arg(LEASE).arg(me));
    }

    /**
     * Whether nobody else had the lease since {@code leasedNanos}, and nobody will until a batch that is sent now is
     * over. The answer with the batch may have lain in the socket while this process stood still, and another holder has
     * sent it since, with what came after it.
     */
    private boolean isStillOurs(OutboxStream stream, long leasedNanos) {
        long since = leasedNanos;
        while (System.nanoTime() - since > freshNanos) {
            since = System.nanoTime();
            if (renew(stream) != 1) {
                return false;
            }
        }
        return true;
    }

    private int renew(OutboxStream stream) {
        return stream.number(
                Request.cmd(Command.EVAL).arg(RENEW).arg(1).arg(LEASE).arg(me).arg(LEASE_MILLIS));
    }

    private void keep(OutboxStream stream) {
        try {
            renew(stream);
        } catch (RuntimeException e) {
            LOG.debugf("The relay's lease could not be renewed: %s", e.getMessage());
        }
    }

    private boolean stopped(long waitMillis) {
        try {
            return stopping.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
