package io.vitascope.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vitascope.outbox.OutboxStream.Entry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
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
    private final MutinyEmitter<byte[]> kafka;
    private final KafkaClientService clients;
    /** So old may the lease be when a batch is sent, or the batch could outlast it. */
    private final long freshNanos;

    private final OutboxLanes lanes;
    private final String me = UUID.randomUUID().toString();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");

    OutboxRelay(
            Redis redis,
            @Channel(CHANNEL) MutinyEmitter<byte[]> kafka,
            KafkaClientService clients,
            Topics topics,
            OutboxConfig config,
            @ConfigProperty(name = "mp.messaging.outgoing.outbox.delivery.timeout.ms") long deliveryMillis) {
        this.redis = redis;
        this.kafka = kafka;
        this.clients = clients;
        this.lanes = new OutboxLanes(this::sent, topics::isThere, config.partitions(), System::nanoTime);
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
        clients.<String, byte[]>getProducer(CHANNEL)
                .runOnSendingThread((Producer<String, byte[]> producer) -> {})
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

    private void relay(OutboxStream stream) {
        lanes.end(() -> keep(stream));
        while (!stopped(0)) {
            long leasedNanos = System.nanoTime();
            int lease = renew(stream);
            if (lease != 1) {
                lanes.end(() -> keep(stream)); // another holder may have died in the middle of a batch
            }
            if (lease == 0) {
                stopped(PAUSE_MILLIS);
                continue;
            }
            for (Runnable retry : lanes.look(stream)) {
                if (isStillOurs(stream, leasedNanos)) {
                    retry.run();
                }
            }
            List<Entry> batch = stream.read(lanes.position(), lanes.isAllOpen() ? BLOCK_MILLIS : LOOK_MILLIS);
            if (batch.isEmpty()) {
                continue;
            }
            if (isStillOurs(stream, leasedNanos)) {
                lanes.send(stream, batch);
            } else {
                lanes.end(() -> keep(stream));
            }
        }
        lanes.end(() -> keep(stream));
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

    private CompletableFuture<Void> sent(Entry entry) {
        Message<byte[]> message = Message.of(entry.payload())
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(entry.topic())
                        .withKey(entry.key())
                        .build());
        if (!entry.trace().isEmpty()) {
            message = message.addMetadata(TracingMetadata.withCurrent(TraceContext.of(entry.trace())));
        }
        return kafka.sendMessage(message).subscribeAsCompletionStage();
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
